import Foundation
import Sim
import Testing
import Theory

@testable import sts

/// Broken and hostile files: one line, status 65 or 66, and never a number that is not finite.
@Suite struct SafetensorsTests {
  static let good = #"{"w":{"dtype":"F32","shape":[1,10],"data_offsets":[0,40]}}"#

  /// Ten numbers in single precision, zero but for the first or the last.
  static func numbers(first: [UInt8] = [0, 0, 0, 0], last: [UInt8] = [0, 0, 0, 0]) -> [UInt8] {
    var bytes = first
    bytes.append(contentsOf: repeatElement(0, count: 32))
    bytes.append(contentsOf: last)
    return bytes
  }

  static func header(_ text: String, data: Int = 40) -> [UInt8] {
    WeightFile.bytes(header: text, data: [UInt8](repeating: 0, count: data))
  }

  /// The good header under another length.
  static func claiming(_ length: [UInt8]) -> [UInt8] {
    var bytes = length
    bytes.append(contentsOf: good.utf8)
    return bytes
  }

  /// The good header with one more entry.
  static func and(_ entry: String) -> String { "\(good.dropLast()),\(entry)}" }

  static func entry(_ dtype: String = "\"F32\"", shape: String = "[1,10]", offsets: String = "[0,40]")
    -> String
  {
    "{\"w\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  static let broken: [(what: String, bytes: [UInt8], words: String)] = [
    ("empty", [], "too few"), ("nine bytes", [UInt8](repeating: 0, count: 9), "too few"),
    ("no header", [UInt8](repeating: 0, count: 60), "header has 0 bytes"),
    ("a header past the end", claiming([200, 0, 0, 0, 0, 0, 0, 0]), "header has 200 bytes"),
    ("a header of gigabytes", claiming([0, 0, 0, 128, 0, 0, 0, 0]), "header has 2147483648"),
    ("a header of all bytes", claiming([UInt8](repeating: 255, count: 8)), "header has"),
    ("no JSON", header("{not json}"), "no JSON object"), ("an array", header("[1,2]"), "no JSON object"),
    ("a number", header("12"), "no JSON object"), ("half an object", header("{\"w\":"), "no JSON object"),
    ("two objects", header("\(good)\(good)"), "no JSON object"),
    ("no UTF-8", [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0xFE], "no JSON object"),
    ("deep", header("{\"w\":" + String(repeating: "[", count: 100_000) + "}"), "no JSON object"),
    ("a key twice", header(and(#""w":{"dtype":"F32","shape":[1,10],"data_offsets":[0,40]}"#)), "twice"),
    (
      "a key twice, escaped",
      header(and(#""\u0077":{"dtype":"F32","shape":[1,10],"data_offsets":[0,40]}"#)),
      "twice"
    ),
    (
      "a field twice", header(#"{"w":{"dtype":"F32","dtype":"F32","shape":[1,10],"data_offsets":[0,40]}}"#),
      "twice"
    ),
    ("no dtype", header(#"{"w":{"shape":[1,10],"data_offsets":[0,40]}}"#), "has no 'dtype'"),
    ("an unknown dtype", header(entry("\"F33\"")), "allowed: F64"),
    ("a dtype of the wrong size", header(entry("\"F64\"")), "take 80"),
    ("a dtype that is no text", header(entry("4")), "another type"),
    ("an integer tensor", header(entry("\"I32\"")), "holds I32"),
    ("a negative length", header(entry(shape: "[-1,-10]")), "is none"),
    (
      "lengths beyond any memory", header(entry(shape: "[4611686018427387904,4611686018427387904]")),
      "is none"
    ),
    ("half a number", header(entry(shape: "[1.5,10]")), "not whole"),
    ("a length beyond 64 bits", header(entry(shape: "[1,99999999999999999999]")), "not whole"),
    ("three offsets", header(entry(offsets: "[0,20,40]")), "data_offsets"),
    ("offsets in falling order", header(entry(offsets: "[40,0]")), "data_offsets"),
    ("a negative offset", header(entry(offsets: "[-40,0]")), "data_offsets"),
    ("offsets past the end", header(good, data: 39), "take 40 bytes of data, the file has 39"),
    ("bytes left over", header(good, data: 41), "take 40 bytes of data, the file has 41"),
    ("a hole", header(entry(offsets: "[4,44]"), data: 44), "hole"),
    (
      "an overlap",
      header(and(#""v":{"dtype":"F32","shape":[10],"data_offsets":[36,76]}"#), data: 76),
      "overlap"
    ),
    ("metadata that is no text", header(and(#""__metadata__":{"a":1}"#)), "another type"),
    ("no such tensor", header(#"{"v":{"dtype":"F32","shape":[1,10],"data_offsets":[0,40]}}"#), "it has 'v'"),
    ("no tensor", header("{}", data: 0), "it has none"),
    ("a vector", header(entry(shape: "[10]")), "allowed: a matrix"),
    (
      "an empty matrix", header(#"{"w":{"dtype":"F32","shape":[0,10],"data_offsets":[0,0]}}"#, data: 0),
      "allowed: a matrix"
    ),
    ("too few columns", header(entry(shape: "[2,5]")), "at least T d = 10"),
    ("nan", WeightFile.bytes(header: good, data: numbers(last: [0, 0, 0xC0, 0x7F])), "nan at place 10"),
    (
      "infinity", WeightFile.bytes(header: good, data: numbers(first: [0, 0, 0x80, 0xFF])),
      "-inf at place 1"
    ),
    (
      "a Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 40\n".utf8),
      "Git LFS"
    ),
    ("torch.save", Array("PK\u{3}\u{4}\(String(repeating: "a", count: 60))".utf8), "ZIP archive"),
    ("a pickle", [0x80, 4, 0x95, 30, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], "pickle"),
  ]

  static let problem = "--tokens 5 --dimension 2 --sparsity 2 --first-layer w"

  @Test(arguments: broken.indices) func `a broken file gets one line and status 65`(index: Int) async throws {
    let (what, bytes, words) = Self.broken[index]
    let file = try WeightFile.write(bytes)
    defer { file.remove() }
    let result = await runCommand("certify \(file.path) \(Self.problem)")
    #expect(result.status == 65 && result.output.isEmpty, "\(what): \(result)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(what): \(result)")
    #expect(result.errors.contains(words), "\(what): \(result)")
  }

  @Test(arguments: ["/nonexistent/weights", "/", "/dev/zero"])
  func `a file that cannot be opened has status 66`(path: String) async {
    let result = await runCommand("certify \(path) \(Self.problem)")
    #expect(result.status == 66 && result.output.isEmpty && result.errors.split(separator: "\n").count == 1)
  }

  @Test func `metadata, padding, other formats and empty tensors are allowed`() throws {
    let text =
      #"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,10],"data_offsets":[3,43]},"#
      + #""flags":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]},"none":{"dtype":"F64","shape":[0],"#
      + #""data_offsets":[43,43]},"one":{"dtype":"F64","shape":[],"data_offsets":[43,51]}}   "#
    let file = try WeightFile.write(Self.header(text, data: 51))
    defer { file.remove() }
    let weights = try SafetensorsFile(path: file.path)
    #expect(try weights.matrix("w") == Matrix(rows: 1, columns: 10))
    #expect(throws: FileError.self) { try weights.matrix("flags") }
  }

  @Test func `half precision is IEEE 754's`() {
    let values: [(UInt16, Double)] = [
      (0x0000, 0), (0x0001, 0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x0400, 0x1p-14), (0x3C00, 1),
      (0x3C01, 1 + 0x1p-10),
      (0xC000, -2), (0x7BFF, 65504), (0x7C00, .infinity), (0xFC00, -.infinity),
    ]
    for (bits, value) in values { #expect(NumberFormat.half(bits) == value) }
    #expect(NumberFormat.half(0x7C01).isNaN)
  }

  /// 12,000 files with bytes changed, cut, doubled or exchanged: what is accepted has finite numbers of the stated shape.
  @Test func `no mutated file does anything but work or be refused`() throws {
    let original = WeightFile.bytes(of: [
      ("a", "F32", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", "F16", [3], [1, 2, 3]),
      ("w", "F64", [1, 2], [0.5, -0.5]),
    ])
    let address = try StreamAddress(baseSeed: 1, name: "mutated weight files", purpose: .check)
    var stream = RandomStream(address, step: 0)
    func below(_ count: Int) -> Int { min(count - 1, Int(stream.uniform() * Double(count))) }
    let syntax = Array("{}[]\",:0123456789-.eE\\ nul".utf8)
    var accepted = 0
    for _ in 0..<12_000 {
      var bytes = original
      for _ in 0...below(3) {
        guard !bytes.isEmpty else { break }
        let place = below(bytes.count)
        switch below(6) {
        case 0: bytes[place] = UInt8(below(256))
        case 1: bytes[place] = syntax[below(syntax.count)]
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(syntax[below(syntax.count)], at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(20)))
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + below(40))], at: place)
        }
      }
      let file = try WeightFile.write(bytes)
      defer { file.remove() }
      do {
        let weights = try SafetensorsFile(path: file.path)
        let matrix = try weights.matrix("a")
        #expect(matrix.elements.count == matrix.rows * matrix.columns)
        #expect(matrix.elements.allSatisfy(\.isFinite) && matrix.elements.count * 4 <= bytes.count)
        accepted += 1
      } catch let error as FileError {
        #expect([65, 66].contains(error.status) && !error.message.contains { $0.isNewline })
      }
    }
    // Changes of the numbers alone are no faults: some must pass, most must not.
    #expect(accepted > 100 && accepted < 11_000)
  }
}
