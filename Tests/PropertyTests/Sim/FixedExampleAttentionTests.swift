import Sim
import Testing
import Theory

@Suite("Attention on fixed examples")
struct FixedExampleAttentionTests {
  private func settings(stepSize: Double = 0.5) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: 9, dimension: 2, sparsity: 2), positions: .orthonormalFrame,
      positionDimension: 9, batch: 6, stepSize: stepSize)
  }

  private func examples() throws -> FixedExamples {
    try FixedExamples(firstStepOf: settings(), address: address())
  }

  private func address() throws -> StreamAddress {
    try StreamAddress(baseSeed: 7, name: "fixed examples", repetition: 0, purpose: .tokens)
  }

  @Test("one step is the usual run's, two are not")
  func firstStep() throws {
    for steps in 1...2 {
      let fixed = try AttentionTrainer(try settings(), address: try address(), examples: try examples())
      let fresh = try AttentionTrainer(try settings(), address: try address())
      fixed.run(steps: steps)
      fresh.run(steps: steps)
      #expect((fixed.weights == fresh.weights) == (steps == 1))
    }
  }

  @Test("examples stay: the error at fixed weights does not change but by the frames, which do")
  func examplesStayAndFramesChange() throws {
    // At W = 0 the attention is uniform whatever the frame, so the error tells examples alone.
    var errors: [Bool: Set<Float>] = [:]
    for repeats in [true, false] {
      let still = try AttentionTrainer(
        try settings(stepSize: 0), address: try address(),
        initial: AttentionWeights(alpha: 0.7, logit: 0, dimension: 2, positionDimension: 9),
        examples: repeats ? try examples() : nil)
      for _ in 0..<5 {
        still.run(steps: 1)
        errors[repeats, default: []].insert(still.lastHalfError)
      }
    }
    #expect(errors[true]?.count == 1)
    #expect(errors[false]?.count == 5)
    // Off the multiples of I a frame matters.
    var skew = AttentionWeights(alpha: 0.7, logit: 0, dimension: 2, positionDimension: 9)
    skew.keyQuery[1] = 3
    let still = try AttentionTrainer(
      try settings(stepSize: 0), address: try address(), initial: skew, examples: try examples())
    var seen: Set<Float> = []
    for _ in 0..<5 {
      still.run(steps: 1)
      seen.insert(still.lastHalfError)
    }
    #expect(seen.count == 5)
  }

  @Test("the flow's moments are those of the examples that are trained on")
  func momentsAreTheTrainings() throws {
    let start = AttentionWeights(alpha: 0, logit: 1.3, dimension: 2, positionDimension: 9)
    let trainer = try AttentionTrainer(
      try settings(stepSize: 0), address: try address(), initial: start, examples: try examples())
    trainer.run(steps: 1)
    let moments = try ExampleMoments(of: try examples())
    // V = 0: half the error is half the mean square of the targets.
    let targets = moments.inside[0] + moments.inside[3]
    #expect(abs(Double(trainer.lastHalfError) - targets / 2) <= 1e-6)
  }

  @Test("small steps follow the flow averaged over frames")
  func smallStepsFollowTheFlow() throws {
    let run = try AttentionTraining.run(
      try settings(stepSize: 0.05), address: try address(), checkpoints: [4000], evaluationDraws: 20,
      examples: try examples())
    var flow = try FixedExampleFlow(try examples().problem, moments: ExampleMoments(of: try examples()))
    flow.advance(to: 200)
    #expect(abs(run.checkpoints[0].logit - flow.logit) <= 0.1)
    #expect(abs(run.checkpoints[0].evaluation.risk / flow.risk - 1) <= 0.1)
  }

  @Test("a network's examples can be an attention layer's")
  func examplesOfANetwork() throws {
    let problem = try Problem(tokens: 9, dimension: 2, sparsity: 2)
    let network = try FixedExampleTraining(
      problem: problem, hidden: [4], examples: 6, steps: 0, stepSize: 0.1)
    let drawn = try network.drawExamples(try address())
    let span = try FirstLayerCertificate(problem: problem, weights: drawn.tokens)
    #expect(try network.run(address: try address()).span.value == span.value)
    let trainer = try AttentionTrainer(try settings(stepSize: 0), address: try address(), examples: drawn)
    trainer.run(steps: 1)
    // At V = 0 half the error is half the mean square of the targets.
    var squares = 0.0
    for (example, subset) in drawn.subsets.enumerated() {
      let target = problem.target(of: subset, tokens: Array(drawn.tokens.row(example)))
      for entry in target { squares += entry * entry }
    }
    #expect(abs(Double(trainer.lastHalfError) - squares / 12) <= 1e-6)
    let fewer = try FixedExamples(drawing: 5, of: problem, address: try address())
    #expect(throws: TheoryError.self) {
      try AttentionTrainer(try settings(), address: try address(), examples: fewer)
    }
  }
}
