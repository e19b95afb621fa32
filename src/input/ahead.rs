//! A large file that is read once: by a thread of its own, a few blocks ahead, and past what the system keeps of files in memory.

use std::fs::File;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// What is read at a time: disks are at full speed from here on.
const BLOCK: usize = 1 << 20;
/// Blocks that are read before they are asked for.
const AHEAD: usize = 2;
/// What is read past the system's memory goes to memory that begins at a multiple of this, and stands at one in the file. No disk in use
/// has larger sectors.
const SECTOR: usize = 4096;
/// Files smaller than this are not worth a thread.
const LEAST: u64 = 8 << 20;

/// Reads a file ahead.
///
/// To find memory for what comes from a disk, and to copy from there what another processor has put there, took 1.5 seconds for a
/// gigabyte; where the disk puts it into memory that is used again and again, it took a tenth of that.
pub(super) struct Ahead {
    full: Receiver<io::Result<Block>>,
    empty: Sender<Block>,
    /// What is being given.
    block: Option<Block>,
    given: usize,
}

impl Ahead {
    /// For a file of this size, where it pays: when the system will not keep it, as a run that has `read` so much keeps nothing beyond
    /// `kept`, and does not have most of it already. Where there is no thread to be had, or the file's disk cannot be read so, it comes back.
    pub(super) fn new(file: File, size: u64, read: u64, kept: u64) -> Result<Ahead, File> {
        if passes(size, read, kept) && !is_cached(&file, size) && past_cache(&file, true) {
            Ahead::start(file)
        } else {
            Err(file)
        }
    }

    /// Begins to read. How that is done is the file's state.
    fn start(file: File) -> Result<Ahead, File> {
        let (to_fill, empty) = channel();
        let (send, full) = sync_channel(AHEAD);
        // what comes back is read as all files are
        let back = |file: File| {
            past_cache(&file, false);
            Err(file)
        };
        let spare = file.try_clone();
        let (Ok(spare), Ok(())) = (spare, (0..=AHEAD).try_for_each(|_| to_fill.send(Block::new()))) else {
            return back(file);
        };
        match std::thread::Builder::new().spawn(move || fill(file, &empty, &send)) {
            Ok(_) => Ok(Ahead { full, empty: to_fill, block: None, given: 0 }),
            Err(_) => back(spare),
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.block.as_ref().is_none_or(|block| self.given == block.len) {
            // once the thread has ended it takes nothing back
            self.block.take().into_iter().for_each(|block| _ = self.empty.send(block));
            self.given = 0;
            // it ends behind the last block, and behind what could not be read
            let Ok(next) = self.full.recv() else { return Ok(0) };
            self.block = Some(next?);
        }
        let rest = self.block.as_ref().map_or(&[][..], |block| &block.bytes()[self.given..]);
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}

/// Whether the system will not keep a file of this size.
fn passes(size: u64, read: u64, kept: u64) -> bool {
    size > kept || read > kept && size >= LEAST
}

/// Fills the blocks that come, as long as anybody wants them.
fn fill(mut file: File, empty: &Receiver<Block>, full: &SyncSender<io::Result<Block>>) {
    while let Ok(mut block) = empty.recv() {
        let read = block.fill(&mut file);
        let goes_on = matches!(read, Ok(1..));
        if matches!(read, Ok(0)) || full.send(read.map(|_| block)).is_err() || !goes_on {
            return;
        }
    }
}

/// Memory that begins where a disk can put something.
struct Block {
    memory: Vec<u8>,
    from: usize,
    len: usize,
}

impl Block {
    fn new() -> Block {
        let memory = vec![0; BLOCK + SECTOR];
        // where the address is not to be known the system says no, and is asked for less
        let from = memory.as_ptr().align_offset(SECTOR).min(SECTOR);
        Block { memory, from, len: 0 }
    }

    fn bytes(&self) -> &[u8] {
        &self.memory[self.from..self.from + self.len]
    }

    /// How much the next read gives, none at the end.
    fn fill(&mut self, file: &mut File) -> io::Result<usize> {
        self.len = loop {
            match file.read(&mut self.memory[self.from..self.from + BLOCK]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // behind a part of a sector, or on a disk that wants it otherwise, it is read as all files are
                Err(error) if error.kind() == io::ErrorKind::InvalidInput && past_cache(file, false) => {}
                read => break read?,
            }
        };
        Ok(self.len)
    }
}

/// Says whether a file is read past the system's memory; whether that changed anything.
fn past_cache(file: &File, past: bool) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
        let Ok(flags) = fcntl_getfl(file) else { return false };
        let mut wanted = flags;
        wanted.set(OFlags::DIRECT, past);
        wanted != flags && fcntl_setfl(file, wanted).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (file, past);
        false
    }
}

/// Whether the system has most of a file in memory, by a byte here and there; or does not say.
fn is_cached(file: &File, size: u64) -> bool {
    #[cfg(target_os = "linux")]
    {
        const LOOKS: u64 = 32;
        let is_there = |nth: &u64| {
            let (mut byte, at) = ([0], size / LOOKS * nth);
            let mut into = [io::IoSliceMut::new(&mut byte)];
            let read = rustix::io::preadv2(file, &mut into, at, rustix::io::ReadWriteFlags::NOWAIT);
            read != Err(rustix::io::Errno::AGAIN)
        };
        (0..LOOKS).filter(is_there).count() as u64 > LOOKS / 4 * 3
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (file, size);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, SeekFrom, Write};

    fn bytes(len: usize) -> Vec<u8> {
        (0..len as u32).map(|n| crate::hash::mix32(n / 3) as u8).collect()
    }

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        file
    }

    fn started(file: File, past: bool) -> Ahead {
        past_cache(&file, past);
        Ahead::start(file).unwrap_or_else(|_| panic!("no thread"))
    }

    #[test]
    fn a_file_comes_out_whole_however_it_is_read() {
        for len in [0, 1, SECTOR, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 12_345] {
            let bytes = bytes(len);
            for past in [false, true] {
                let (mut ahead, mut out, mut buffer) = (started(file(&bytes), past), Vec::new(), vec![0; 100_003]);
                loop {
                    let n = ahead.read(&mut buffer).unwrap();
                    if n == 0 {
                        break;
                    }
                    out.extend_from_slice(&buffer[..n]);
                }
                assert!(out == bytes, "{len} bytes, {past}");
                // and so it stays
                assert_eq!(ahead.read(&mut buffer).unwrap(), 0);
            }
        }
    }

    #[test]
    fn behind_a_part_of_a_sector_it_is_read_as_all_files_are() {
        let bytes = bytes(3 * BLOCK);
        let mut file = file(&bytes);
        file.seek(SeekFrom::Start(100)).unwrap();
        let mut out = Vec::new();
        started(file, true).read_to_end(&mut out).unwrap();
        assert!(out == bytes[100..]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_nothing_comes_behind_it() {
        let folder = File::open(env!("CARGO_MANIFEST_DIR")).unwrap();
        let mut ahead = started(folder, false);
        assert_eq!(ahead.read(&mut [0; 10]).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(ahead.read(&mut [0; 10]).unwrap(), 0);
    }

    #[test]
    fn who_stops_reading_does_not_wait_for_the_rest() {
        let mut ahead = started(file(&bytes(40 * BLOCK)), true);
        ahead.read_exact(&mut [0; 5]).unwrap();
    }

    #[test]
    fn files_that_the_system_keeps_or_has_are_not_read_past_it() {
        assert!(passes(10, 0, 9) && !passes(9, 0, 9) && !passes(10, 100, 100));
        assert!(passes(LEAST, 3 * LEAST, 2 * LEAST) && !passes(LEAST - 1, 3 * LEAST, 2 * LEAST));
        // just written, it is there
        let len = 3 * BLOCK;
        assert!(Ahead::new(file(&bytes(len)), len as u64, 0, 0).is_err());
    }
}
