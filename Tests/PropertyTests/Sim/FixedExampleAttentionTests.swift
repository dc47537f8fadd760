import Sim
import Testing
import Theory

@Suite("Attention on fixed examples")
struct FixedExampleAttentionTests {
  private func settings(repeats: Bool, stepSize: Double = 0.5) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: 9, dimension: 2, sparsity: 2), positions: .orthonormalFrame,
      positionDimension: 9, batch: 6, stepSize: stepSize, repeatsFirstExamples: repeats)
  }

  private func address() throws -> StreamAddress {
    try StreamAddress(baseSeed: 7, name: "fixed examples", repetition: 0, purpose: .tokens)
  }

  @Test("one step is the usual run's, two are not")
  func firstStep() throws {
    for steps in 1...2 {
      let fixed = try AttentionTrainer(try settings(repeats: true), address: try address())
      let fresh = try AttentionTrainer(try settings(repeats: false), address: try address())
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
        try settings(repeats: repeats, stepSize: 0), address: try address(),
        initial: AttentionWeights(alpha: 0.7, logit: 0, dimension: 2, positionDimension: 9))
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
      try settings(repeats: true, stepSize: 0), address: try address(), initial: skew)
    var seen: Set<Float> = []
    for _ in 0..<5 {
      still.run(steps: 1)
      seen.insert(still.lastHalfError)
    }
    #expect(seen.count == 5)
  }

  @Test("the flow's moments are those of the examples that are trained on")
  func momentsAreTheTrainings() throws {
    let training = try settings(repeats: true, stepSize: 0)
    let start = AttentionWeights(alpha: 0, logit: 1.3, dimension: 2, positionDimension: 9)
    let trainer = try AttentionTrainer(training, address: try address(), initial: start)
    trainer.run(steps: 1)
    let moments = try ExampleMoments(firstStepOf: training, address: try address())
    // V = 0: half the error is half the mean square of the targets.
    let targets = moments.inside[0] + moments.inside[3]
    #expect(abs(Double(trainer.lastHalfError) - targets / 2) <= 1e-6)
  }

  @Test("small steps follow the flow averaged over frames")
  func smallStepsFollowTheFlow() throws {
    let training = try settings(repeats: true, stepSize: 0.05)
    let run = try AttentionTraining.run(
      training, address: try address(), checkpoints: [4000], evaluationDraws: 20)
    var flow = try FixedExampleFlow(
      training.problem, moments: ExampleMoments(firstStepOf: training, address: try address()))
    flow.advance(to: 200)
    #expect(abs(run.checkpoints[0].logit - flow.logit) <= 0.1)
    #expect(abs(run.checkpoints[0].evaluation.risk / flow.risk - 1) <= 0.1)
  }
}
