import Foundation
import Testing

@testable import sts

/// `sts certify` against an independent program (numpy, subset after subset), and against what trained the weights.
@Suite struct CertifyCommandTests {
  struct Layer: Decodable {
    struct Witness: Decodable {
      let tokens: [[Double]]
      let subset: [Int]
      let targetNorm: Double
    }
    struct Share: Decodable {
      let r: Double
      let share: Double
    }
    let rank: Int
    let certificate: Double
    let lowerBound: Double
    let trivialRisk: Double
    let singularValues: [Double]
    let witness: Witness?
    let envelope: [Share]?
    let risk: Double?
    let riskLower: Double?
    let riskUpper: Double?
    let excess: Double?
  }

  struct Attention: Decodable {
    struct Flow: Decodable {
      let t: Double
      let alpha: Double
      let logit: Double
    }
    let risk: Double
    let standardError: Double
    let massOnSubset: Double
    let alpha: Double
    let logit: Double
    let cosine: Double
    let flow: Flow
    let flowDistance: Double
    let testRisk: Double?
    let testFormula: Double?
    let trivialRisk: Double
  }

  static let problem = "--tokens 5 --dimension 2 --sparsity 2"

  /// 4 x 12, small integers, so that every format holds them exactly.
  static func layer(_ row: Int, _ column: Int) -> Double {
    Double((7 * row + 3 * column + row * column) % 11 - 5)
  }

  /// Whole numbers over a power of two, row after row.
  static func entries(_ rows: Int, _ columns: Int, over divisor: Double, _ entry: (Int, Int) -> Int)
    -> [Double]
  {
    var numbers: [Double] = []
    for row in 0..<rows {
      for column in 0..<columns { numbers.append(Double(entry(row, column)) / divisor) }
    }
    return numbers
  }

  @Test(arguments: ["F64", "F32", "F16", "BF16"]) func `a first layer has the reference's certificate`(
    format: String
  ) async throws {
    let entries = (0..<48).map { Self.layer($0 / 12, $0 % 12) }
    let file = try WeightFile.write([("w", format, [4, 12], entries)])
    defer { file.remove() }
    let answer = try await answer("certify \(file.path) \(Self.problem) --first-layer w", as: Layer.self)
    #expect(answer.rank == 4)
    #expect(agrees(answer.certificate, 0.6075300694562088, relative: 1e-13))
    #expect(agrees(answer.lowerBound, 0.45, relative: 1e-14))
    #expect(answer.trivialRisk == 1)
    let singular = [12.023937008639699, 10.845435059111473, 9.662835490041978, 7.3777427092062124]
    #expect(zip(answer.singularValues, singular).allSatisfy { agrees($0, $1, relative: 1e-13) })
    #expect(answer.risk == nil && answer.excess == nil)
    try expectWitness(try #require(answer.witness))
    let shares = try #require(answer.envelope)
    #expect(shares.map(\.share) == shares.map(\.share).sorted() && shares.allSatisfy { $0.share < 1 })
  }

  /// The witness lies in the kernel, and its target is as long as it says.
  private func expectWitness(_ witness: Layer.Witness) throws {
    #expect(witness.targetNorm >= 1.0 / 3)
    let input = witness.tokens.flatMap(\.self)
    #expect(input.count == 10 && witness.subset.count == 2)
    for row in 0..<4 {
      let sum = (0..<10).reduce(0) { $0 + Self.layer(row, $1) * input[$1] }
      #expect(abs(sum) < 1e-12)
    }
    let target = (0..<2).map { coordinate in
      witness.subset.reduce(0) { $0 + witness.tokens[$1 - 1][coordinate] / 2 }
    }
    #expect(abs((target[0] * target[0] + target[1] * target[1]).squareRoot() - witness.targetNorm) < 1e-12)
  }

  @Test func `a transposed layer is the same layer`() async throws {
    let file = try WeightFile.write([
      ("w", "F32", [12, 4], (0..<48).map { Self.layer($0 % 4, $0 / 4) })
    ])
    defer { file.remove() }
    let line = "certify \(file.path) \(Self.problem) --first-layer w --transposed"
    #expect(agrees(try await answer(line, as: Layer.self).certificate, 0.6075300694562088, relative: 1e-13))
    let skip = try await answer(line + " --skip-connection", as: Layer.self)
    #expect(agrees(skip.certificate, 0.3554819583262748, relative: 1e-12))
    #expect(agrees(skip.lowerBound, 0.3, relative: 1e-13))
    #expect(skip.witness == nil && skip.envelope == nil)
  }

  @Test func `an attention layer has the reference's risk`() async throws {
    let positions = Self.entries(5, 3, over: 4) { i, j in (2 * i + 5 * j + i * i * j) % 7 - 3 }
    let key = Self.entries(2, 3, over: 2) { i, j in (3 * i + 2 * j) % 5 - 2 }
    let query = Self.entries(2, 3, over: 2) { i, j in (i + 4 * j + i * j) % 5 - 2 }
    let file = try WeightFile.write([
      ("v", "F64", [2, 2], [1.25, 0.5, -0.25, 0.75]), ("k", "F16", [2, 3], key),
      ("q", "BF16", [2, 3], query), ("e", "F32", [5, 3], positions),
    ])
    defer { file.remove() }
    let answer = try await answer(
      "certify \(file.path) \(Self.problem) --value v --attention k,q --positions e --test-tokens 4 --test-sparsity 1",
      as: Attention.self)
    #expect(agrees(answer.risk, 0.6788157359608611, relative: 1e-13) && answer.standardError == 0)
    #expect(agrees(answer.massOnSubset, 0.5158335548150325, relative: 1e-13))
    #expect(agrees(answer.logit, 0.540625, relative: 1e-13))
    #expect(agrees(answer.cosine, 0.41294781263537916, relative: 1e-13))
    #expect(answer.alpha == 1 && answer.trivialRisk == 1)
    #expect(agrees(try #require(answer.testRisk), 1.3511362580273851, relative: 1e-13))
    let away = (answer.flow.alpha - 1, answer.flow.logit - answer.logit)
    #expect(
      agrees(
        answer.flowDistance, (away.0 * away.0 + away.1 * away.1).squareRoot(), relative: 1e-12))
  }

  @Test func `a saved network is certified as its training said`() async throws {
    let file = WeightFile.fresh()
    defer { file.remove() }
    struct Trained: Decodable {
      let risk: Double
      let standardError: Double
      let certificate: Double
      let rank: Int
    }
    let result = await runCommand(
      "train network --tokens 4 --dimension 2 --sparsity 2 --width 3 --hidden 8 --steps 200 --batch 32 "
        + "--activation gelu --save \(file.path) --json")
    let trained = try JSONDecoder().decode(Trained.self, from: Data(result.output.utf8))
    let answer = try await answer(
      "certify \(file.path) --tokens 4 --dimension 2 --sparsity 2 --activation gelu --mlp "
        + (0..<3).map { "layers.\($0).weight,layers.\($0).bias" }.joined(separator: ","), as: Layer.self)
    #expect(answer.rank == trained.rank && answer.certificate == trained.certificate)
    let (lower, upper) = (try #require(answer.riskLower), try #require(answer.riskUpper))
    #expect(lower <= trained.risk + 6 * trained.standardError)
    #expect(upper >= trained.risk - 6 * trained.standardError)
    #expect(answer.certificate <= lower && lower <= upper)
  }

  @Test func `a saved network with a skip connection is read back`() async throws {
    let file = WeightFile.fresh()
    defer { file.remove() }
    let problem = "--tokens 4 --dimension 2 --sparsity 2"
    let trained = await runCommand(
      "train network \(problem) --width 2 --hidden 6 --steps 50 --batch 16 --skip-connection --save \(file.path)"
    )
    #expect(trained.status == 0)
    let line =
      "certify \(file.path) \(problem) --mlp layers.0.weight,layers.0.bias,layers.1.weight,layers.1.bias,"
      + "layers.2.weight,layers.2.bias --skip-connection"
    await expectRefused(line.split(separator: " ").map(String.init))
    let answer = try await answer(line + " --skip-weights skip.weight", as: Layer.self)
    #expect(answer.certificate >= answer.lowerBound * (1 - 1e-12))
    #expect(try #require(answer.risk) >= answer.certificate)
  }

  @Test func `a saved attention layer is certified as its training said`() async throws {
    let file = WeightFile.fresh()
    defer { file.remove() }
    let problem = "--tokens 6 --dimension 2 --sparsity 2"
    let result = await runCommand(
      "train attention \(problem) --positions one-hot --steps 400 --batch 64 --learning-rate 0.2 --save \(file.path) --json"
    )
    let trained = try JSONDecoder().decode(TrainCommandTests.Attention.self, from: Data(result.output.utf8))
    let answer = try await answer(
      "certify \(file.path) \(problem) --value value --attention attention", as: Attention.self)
    #expect(agrees(answer.alpha, trained.alpha, relative: 1e-12))
    #expect(agrees(answer.logit, trained.logit, relative: 1e-9))
    #expect(abs(answer.risk - trained.risk) <= 6 * trained.standardError)
    #expect(answer.flowDistance < 0.2 && answer.flow.t > 40 && answer.flow.t < 160)
  }

  @Test(arguments: [
    "", "--first-layer w --mlp w", "--attention w", "--value w", "--first-layer w --positions e",
    "--first-layer", "--first-layer w --activation relu", "--mlp w --activation sine",
    "--first-layer w --skip-weights s", "--mlp w --skip-connection", "--value v --attention k,q,r",
    "--value v --attention w --test-sparsity 2", "--mlp a,,b", "--first-layer w --seed -1",
    "--value v --attention w --transposed",
  ]) func `options that do not belong together are refused`(options: String) async throws {
    let file = try WeightFile.write([("w", "F32", [1, 12], [Double](repeating: 1, count: 12))])
    defer { file.remove() }
    await expectRefused(
      "certify \(file.path) \(Self.problem) \(options)".split(separator: " ").map(String.init))
  }
}
