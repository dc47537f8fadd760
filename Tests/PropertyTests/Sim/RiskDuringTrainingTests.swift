import Sim
import Testing
import Theory

@Suite("RiskDuringTraining")
struct RiskDuringTrainingTests {
  private let address = try! StreamAddress(
    baseSeed: 23, name: "test 4/3", repetition: 0, purpose: .tokens)

  private func settings(_ positions: Positions = .oneHot, width: Int = 5) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: 5, dimension: 3, sparsity: 2), positions: positions, positionDimension: width,
      batch: 8, stepSize: 0.4)
  }

  private func risks(_ settings: AttentionSettings, steps: [Int]) throws -> [Double] {
    try RiskDuringTraining.looks(
      settings, over: SubsetEnumeration(settings.problem), address: address, steps: steps
    ).map(\.risk)
  }

  /// The mean over subsets of A1's formula at the softmax of the subset's columns of W.
  private func risk(_ weights: AttentionWeights, _ problem: Problem) throws -> Double {
    var (sum, count) = (0.0, 0.0)
    for subset in Subsets(of: problem) {
      let logits = (0..<problem.tokens).map { token in
        subset.reduce(0) { $0 + weights.keyQuery[token * problem.tokens + $1] }
      }
      let masses = logits.map { Elementary.exp($0) }
      let total = masses.reduce(0, +)
      sum += try A1RiskGivenAttention.risk(
        problem: problem, value: weights.valueMatrix(), attention: masses.map { $0 / total }, subset: subset)
      count += 1
    }
    return sum / count
  }

  @Test("before the first step the risk is that of the answer 0, d/q")
  func start() throws {
    #expect(try risks(settings(), steps: [0]) == [1.5])
  }

  @Test("after some steps the risk is that of the trained weights by A1's formula, subset by subset")
  func trained() throws {
    let settings = try settings()
    let trainer = try AttentionTrainer(settings, address: address)
    let found = try risks(settings, steps: [3, 60])
    trainer.run(steps: 3)
    #expect(abs(try risk(trainer.weights, settings.problem) - found[0]) <= 1e-12)
    trainer.run(steps: 57)
    #expect(abs(try risk(trainer.weights, settings.problem) - found[1]) <= 1e-12)
    #expect(found[1] < found[0])
  }

  @Test("looking on the way does not change the training")
  func looking() throws {
    #expect(try risks(settings(), steps: [0, 5, 20]).last == risks(settings(), steps: [20]).last)
  }

  @Test("steps that do not increase, other positions and another problem are refused")
  func refused() throws {
    for steps in [[3, 3], [5, 2], [-1]] {
      #expect(throws: TheoryError.self) { try risks(settings(), steps: steps) }
    }
    #expect(throws: TheoryError.self) { try risks(settings(.gaussian), steps: [1]) }
    #expect(throws: TheoryError.self) { try risks(settings(.oneHot, width: 6), steps: [1]) }
    #expect(throws: TheoryError.self) {
      try RiskDuringTraining.looks(
        settings(), over: SubsetEnumeration(Problem(tokens: 5, dimension: 3, sparsity: 1)), address: address,
        steps: [1])
    }
  }

  /// In the mean over 400 layers 0 within five standard errors (6e-7 if normal); the risk less it varies much less.
  @Test("the change of the risk by the samples' deviation has mean 0, and takes away most of what varies")
  func change() throws {
    let settings = try AttentionSettings(
      problem: Problem(tokens: 5, dimension: 2, sparsity: 2), positions: .oneHot, positionDimension: 5,
      batch: 64, stepSize: 0.4)
    let enumeration = try SubsetEnumeration(settings.problem)
    let looks = try (0..<400).map { repetition in
      try RiskDuringTraining.looks(
        settings, over: enumeration,
        address: StreamAddress(baseSeed: 1, name: "test 4/4", repetition: repetition, purpose: .tokens),
        steps: [80])[0]
    }
    let change = SampleMean(looks.map(\.riskChange))
    let (plain, rest) = (SampleMean(looks.map(\.risk)), SampleMean(looks.map { $0.risk - $0.riskChange }))
    #expect(change.variance > 0 && abs(change.mean) <= 5 * change.standardError)
    #expect(rest.variance <= 0.1 * plain.variance, "\(rest.variance) of \(plain.variance)")
  }
}
