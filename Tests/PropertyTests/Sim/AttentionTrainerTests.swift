import Sim
import Testing
import Theory

@Suite("AttentionTrainer")
struct AttentionTrainerTests {
  private func address(_ repetition: Int) throws -> StreamAddress {
    try StreamAddress(baseSeed: 5, name: "test 1/2", repetition: repetition, purpose: .tokens)
  }

  private func settings(_ law: Positions, _ renewal: PositionRenewal, _ query: Query) throws
    -> AttentionSettings
  {
    try AttentionSettings(
      problem: Problem(tokens: 7, dimension: 3, sparsity: 2), positions: law, renewal: renewal,
      positionDimension: law == .oneHot ? 7 : 19, query: query, batch: 9, stepSize: 0.1)
  }

  @Test(
    "single precision stays close to double precision from the same random numbers",
    arguments: Positions.allCases, Query.allCases)
  func floatCloseToDouble(law: Positions, query: Query) throws {
    for renewal in PositionRenewal.allCases {
      let settings = try settings(law, renewal, query)
      let trainer = try AttentionTrainer(settings, address: try address(0))
      trainer.run(steps: 50)
      let double = try AttentionTrainingInDouble.weights(settings, address: try address(0), steps: 50)
      // 50 steps of rounding errors of 2^-24 each on weights of size about 1.
      for (a, b) in zip(trainer.weights.value, double.value) { #expect(abs(a - b) <= 2e-5) }
      for (a, b) in zip(trainer.weights.keyQuery, double.keyQuery) { #expect(abs(a - b) <= 2e-5) }
    }
  }

  @Test("equal addresses give equal bits, however the steps are divided", arguments: Positions.allCases)
  func determinism(law: Positions) throws {
    let settings = try settings(law, .stochastic, .dual)
    let whole = try AttentionTrainer(settings, address: try address(0))
    whole.run(steps: 30)
    let parts = try AttentionTrainer(settings, address: try address(0))
    parts.run(steps: 11)
    parts.run(steps: 19)
    #expect(whole.weights == parts.weights)
    let other = try AttentionTrainer(settings, address: try address(1))
    other.run(steps: 30)
    #expect(whole.weights != other.weights)
  }

  @Test("every optimizer tells half the mean squared error of the batch it steps on")
  func halfError() throws {
    let optimizers: [Optimizer] = [.gradientDescent, .adam, .heavyBall(0.9)]
    let errors = try optimizers.map { optimizer in
      let settings = try AttentionSettings(
        problem: Problem(tokens: 7, dimension: 3, sparsity: 2), positions: .oneHot, positionDimension: 7,
        batch: 512, stepSize: 0.1, optimizer: optimizer)
      let trainer = try AttentionTrainer(settings, address: try address(3))
      trainer.run(steps: 1)
      return trainer.lastHalfError
    }
    // At zero half the trivial risk, 3/4, of which a sample of 512 errors of 3 coordinates has 3.6 %.
    for error in errors { #expect(abs(error - 0.75) < 0.2) }
    #expect(abs(errors[1] / errors[0] - 1) < 1e-5 && abs(errors[2] / errors[0] - 1) < 1e-5)
  }

  @Test("one-hot training conserves the column sums of W")
  func columnSums() throws {
    let trainer = try AttentionTrainer(try settings(.oneHot, .fixed, .dual), address: try address(2))
    trainer.run(steps: 200)
    let weights = trainer.weights
    #expect(KeyQueryFamily.centered.project(weights).logit > 0.1)
    for column in 0..<7 {
      let sum = (0..<7).reduce(0.0) { $0 + weights.keyQuery[$1 * 7 + column] }
      // 200 steps, 7 entries of size about 1: rounding errors of 2^-24 each.
      #expect(abs(sum) <= 1e-4)
    }
  }

  @Test("settings outside their range are refused")
  func badSettings() throws {
    let problem = try Problem(tokens: 7, dimension: 3, sparsity: 2)
    #expect(throws: TheoryError.self) {
      try AttentionSettings(
        problem: problem, positions: .oneHot, positionDimension: 6, batch: 1, stepSize: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try AttentionSettings(
        problem: problem, positions: .gaussian, positionDimension: 1, batch: 1, stepSize: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try AttentionSettings(
        problem: problem, positions: .gaussian, positionDimension: 8, batch: 0, stepSize: 0.1)
    }
    #expect(throws: TheoryError.self) {
      try AttentionSettings(
        problem: problem, positions: .gaussian, positionDimension: 8, batch: 1, stepSize: .nan)
    }
    let settings = try settings(.gaussian, .stochastic, .dual)
    #expect(throws: TheoryError.self) {
      try AttentionTrainer(
        settings, address: try address(0), initial: AttentionWeights(dimension: 3, positionDimension: 18))
    }
    // Matrices of another size than the weights say.
    for path in [\AttentionWeights.value, \.keyQuery] {
      var weights = AttentionWeights(dimension: 3, positionDimension: 19)
      weights[keyPath: path].removeLast()
      #expect(throws: TheoryError.self) {
        try AttentionTrainer(settings, address: try address(0), initial: weights)
      }
    }
  }
}
