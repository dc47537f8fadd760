import Sim
import Testing
import Theory

@Suite("NetworkTraining")
struct NetworkTrainingTests {
  /// The bits of a short run, the same on every CPU, instruction set and build.
  @Test("a run's bits are a function of settings and address alone")
  func determinism() throws {
    let training = try NetworkTraining(problem: problem(), hidden: [12, 20], steps: 50, batch: 40)
    let network = training.run(address: try address(0))
    #expect(network == training.run(address: try address(0)))
    #expect(network != training.run(address: try address(1)))
    #expect(hash(network) == 13_049_279_499_913_953_420)
  }

  @Test("training lowers the loss from the trivial one", arguments: [true, false])
  func learning(hasBias: Bool) throws {
    let training = try NetworkTraining(
      problem: problem(), hidden: [32, 64], steps: 600, batch: 64, initialStepSize: 5e-3, hasBias: hasBias)
    let before = try NetworkTraining(problem: problem(), hidden: [32, 64], steps: 1, initialStepSize: 1e-30)
    let start = try evaluation(before.run(address: try address(2)), 3).meanLoss(samples: 2000)
    let network = training.run(address: try address(2))
    let end = try evaluation(network, 3).meanLoss(samples: 2000)
    #expect(start > 0.7 * problem().trivialRisk)
    #expect(end < 0.5 * problem().trivialRisk)
  }

  @Test("gradient descent moves too, and progress reports every interval")
  func gradientDescent() throws {
    let training = try NetworkTraining(
      problem: problem(), hidden: [32], steps: 200, batch: 64, initialStepSize: 0.2,
      optimizer: .gradientDescent)
    var losses: [Double] = []
    _ = training.run(address: try address(4), progressInterval: 20) { _, loss in losses.append(loss) }
    #expect(losses.count == 10)
    #expect((losses.last ?? 1) < 0.9 * (losses.first ?? 0))
  }

  @Test("the heavy ball's first step is that of gradient descent, its second adds a share of the first")
  func heavyBall() throws {
    func run(_ optimizer: Optimizer, steps: Int, stepSize: Double = 0.1) throws -> [Float] {
      try NetworkTraining(
        problem: problem(), hidden: [8], steps: steps, batch: 16, initialStepSize: stepSize,
        optimizer: optimizer
      ).run(address: address(8)).parameters
    }
    let start = try run(.gradientDescent, steps: 1, stepSize: 1e-30)
    let first = try run(.gradientDescent, steps: 1)
    #expect(try run(.heavyBall(0.5), steps: 1) == first)
    let (plain, ball) = (try run(.gradientDescent, steps: 2), try run(.heavyBall(0.5), steps: 2))
    let added = first.indices.map { 0.5 * (first[$0] - start[$0]) }
    #expect(added.contains { abs($0) > 1e-3 })
    #expect(added.indices.allSatisfy { abs(ball[$0] - plain[$0] - added[$0]) <= 1e-6 })
    #expect(throws: TheoryError.self) { try run(.heavyBall(1), steps: 1) }
  }

  /// The loss of one sample is a chi-square with d degrees of freedom over q; its mean over n has a standard
  /// deviation of sqrt(2 d / n) / q, and 6.5 of those fail with probability below 1e-9.
  @Test("the zero network has the trivial risk d/q on the evaluation's samples")
  func trivialRisk() throws {
    let shape = try FullyConnectedShape(problem(), hidden: [1])
    let zero = try FullyConnectedNetwork<Float>(
      shape, parameters: [Float](repeating: 0, count: shape.parameterCount))
    let samples = 20_000
    let risk = try evaluation(zero, 5).meanLoss(samples: samples)
    let deviation = (2 * Double(problem().dimension) / Double(samples)).squareRoot() / 2
    #expect(abs(risk - problem().trivialRisk) <= 6.5 * deviation)
  }

  @Test("chunks hold the outputs of the network on their own tokens and subsets")
  func chunks() throws {
    let problem = problem()
    let training = try NetworkTraining(problem: problem, hidden: [8], steps: 20, batch: 16)
    let network = training.run(address: try address(6))
    var seen = 0
    try evaluation(network, 7).forEachChunk(samples: 700) { (tokens, subsets, outputs) throws(TheoryError) in
      let count = outputs.count / problem.dimension
      var inputs: [Double] = []
      for sample in 0..<count {
        let first = sample * problem.inputDimension
        inputs += tokens[first..<(first + problem.inputDimension)].map { Double($0) }
        let chosen = subsets[(sample * problem.sparsity)..<((sample + 1) * problem.sparsity)]
        inputs += (0..<problem.tokens).map { chosen.contains($0) ? 1 : 0 }
      }
      let expected = try network.widened.outputs(inputs)
      #expect(outputs.map { $0 } == expected.map { Float($0) })
      seen += count
    }
    #expect(seen == 700)
  }

  @Test("looks are after every interval and after the last step, and change nothing")
  func looks() throws {
    let training = try NetworkTraining(problem: problem(), hidden: [12], steps: 50, batch: 16)
    var (steps, losses): ([Int], [Double]) = ([], [])
    var last: FullyConnectedNetwork<Float>?
    let network = training.run(address: try address(8), lookInterval: 20) { step, loss, network in
      steps.append(step)
      losses.append(loss)
      last = network
    }
    let plain = training.run(address: try address(8))
    #expect(steps == [20, 40, 50] && last == network && plain == network)
    var progress: [Double] = []
    _ = training.run(address: try address(8), progressInterval: 20) { _, loss in progress.append(loss) }
    #expect(progress == losses)
    #expect(throws: TheoryError.self) {
      try training.run(address: try address(8), lookInterval: 20) { step, _, _ in
        throw TheoryError(value: "step \(step)", rule: "none")
      }
    }
  }

  @Test("a training on fixed examples is looked at in the same way")
  func fixedLooks() throws {
    let training = try FixedExampleTraining(
      problem: problem(), hidden: [12], examples: 4, steps: 50, stepSize: 0.05)
    var seen: [(step: Int, network: FullyConnectedNetwork<Double>)] = []
    let result = try training.run(address: try address(9), lookInterval: 20) { step, _, network in
      seen.append((step, network))
    }
    #expect(seen.map(\.step) == [20, 40, 50] && seen.last?.network == result.trained)
    let plain = try training.run(address: try address(9)).trained
    #expect(result.trained == plain)
  }

  @Test("bad settings throw")
  func errors() throws {
    #expect(throws: TheoryError.self) { try NetworkTraining(problem: problem(), hidden: []) }
    #expect(throws: TheoryError.self) { try NetworkTraining(problem: problem(), hidden: [4], steps: 0) }
    #expect(throws: TheoryError.self) { try NetworkTraining(problem: problem(), hidden: [4], batch: 0) }
    #expect(throws: TheoryError.self) {
      try NetworkTraining(problem: problem(), hidden: [4], initialStepSize: -1)
    }
    #expect(throws: TheoryError.self) { try NetworkBenchmark.run(seconds: .nan) }
  }

  // MARK: - Fixtures

  private func problem() -> Problem {
    guard let problem = try? Problem(tokens: 5, dimension: 3, sparsity: 2) else { fatalError("T=5 d=3 q=2") }
    return problem
  }

  private func address(_ repetition: Int) throws -> StreamAddress {
    try StreamAddress(baseSeed: 1, name: "test 0/3", repetition: repetition, purpose: .check)
  }

  private func evaluation(_ network: FullyConnectedNetwork<Float>, _ repetition: Int) throws
    -> NetworkEvaluation
  {
    try NetworkEvaluation(network, problem: problem(), address: try address(repetition))
  }

  /// FNV-1a of the bit patterns of all parameters.
  private func hash(_ network: FullyConnectedNetwork<Float>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for parameter in network.parameters {
      hash = (hash ^ UInt64(parameter.bitPattern)) &* 0x100_0000_01B3
    }
    return hash
  }
}
