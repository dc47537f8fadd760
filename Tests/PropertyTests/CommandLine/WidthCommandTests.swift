import Testing
import sts

@Suite struct WidthCommandTests {
  struct Answer: Decodable {
    let width: Int
    let failureBound: Double
  }

  /// The least widths of an independent program (golden.json, min_width).
  static let golden: [(line: String, width: Int)] = [
    ("--tokens 20 --sparsity 3 --margin 0.5 --failure 0.01", 135),
    ("--tokens 100 --sparsity 3 --margin 0.5 --failure 0.01", 175),
    ("--tokens 1000 --sparsity 3 --margin 0.5 --failure 0.01", 230),
    ("--tokens 1000000 --sparsity 3 --margin 0.5 --failure 0.01", 396),
    ("--tokens 1000 --sparsity 8 --margin 0.5 --failure 0.001", 742),
    ("--tokens 1000000 --sparsity 3 --margin 0.5 --failure 0.00125", 447),
    ("--tokens 10 --sparsity 3 --margin 0.5 --failure 0.00125", 162),
  ]

  @Test(arguments: golden) func `the width equals the reference`(line: String, width: Int) async throws {
    let value = try await answer("width " + line, as: Answer.self)
    #expect(value.width == width)
  }

  @Test func `the failure bound equals the reference`() async throws {
    let value = try await answer(
      "width --tokens 1000000 --sparsity 3 --margin 0.5 --failure 0.01", as: Answer.self)
    #expect(agrees(value.failureBound, 0.009986898340495, relative: 1e-12))
  }

  @Test func `one token more than the subset needs the subset's own width at a likely failure`() async throws
  {
    let value = try await answer("width --tokens 2 --sparsity 1 --margin 0 --failure 0.5", as: Answer.self)
    #expect(value.width == 1)
  }

  @Test func `the keys are the documented ones`() async throws {
    let keys = try await answerKeys("width --tokens 20 --sparsity 3 --margin 0.5 --failure 0.01")
    #expect(keys == ["width", "failureBound"])
  }
}
