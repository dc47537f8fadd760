import Foundation
import Testing
import sts

/// The built program itself: exit statuses, the two streams, and pipes whose reader has gone.
@Suite struct BinaryTests {
  @Test func `status and streams are those of the command`() throws {
    let good = try shell("exec \"$0\" bound --tokens 8 --dimension 4 --sparsity 2 --width 16 --json")
    #expect(good.status == 0 && good.errors.isEmpty && good.output.contains(#""lowerBoundExact":"6/7""#))
    let bad = try shell("exec \"$0\" bound --width -1")
    #expect(bad.status == 64 && bad.output.isEmpty && bad.errors.split(separator: "\n").count == 1)
  }

  @Test func `a reader that has gone is no error`() throws {
    let result = try shell("{ sleep 0.2; \"$0\" --help; echo $? >&2; } | true")
    #expect(result.errors == "0\n")
  }

  @Test func `a pipe that does not block is waited for`() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    try #require(fcntl(writing, F_SETFL, fcntl(writing, F_GETFL) | O_NONBLOCK) == 0)
    let text = String(repeating: "0123456789abcdef", count: 40_000)
    let writer = Thread {
      _ = OutputText.write(text, to: writing)
      close(writing)
    }
    writer.start()
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 10_000)
    while case let count = read(reading, &part, part.count), count > 0 { bytes += part[..<count] }
    close(reading)
    #expect(bytes.count == 640_000 && String(decoding: bytes, as: UTF8.self) == text)
    #expect(!OutputText.write("x", to: -1))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `output that cannot be written is an error`() throws {
    let result = try shell("exec \"$0\" --help > /dev/full")
    #expect(result.status == 74 && result.errors.split(separator: "\n").count == 1)
  }
}
