import Sim
import Theory

/// How fast attention trains, beside how fast its random numbers alone are drawn.
///
/// T = 20, d = 5, q = 3, gaussian positions of dimension 64, the dual query, 64 examples a step, everything fresh at
/// every step. Both rates are the best of five rounds that alternate, so that they see the same machine.
struct AttentionRates: Encodable {
  /// Steps a second, all threads together.
  private(set) var stepsPerSecond = 0.0
  /// The normals that a step draws, B T (d_e + d).
  let normalsPerStep: Int
  /// Normals a second when nothing else is done, all threads together.
  private(set) var normalsPerSecond = 0.0
  /// The share of the steps a second that drawing the normals alone would allow.
  private(set) var shareOfNormals = 0.0

  init(threads: Int, seconds: Double) throws {
    let problem = try Problem(tokens: 20, dimension: 5, sparsity: 3)
    let settings = try AttentionSettings(
      problem: problem, positions: .gaussian, positionDimension: 64, query: .dual, batch: 64, stepSize: 0.1)
    let address = try StreamAddress(
      baseSeed: 1, claim: 0, problem: 0, repetition: 0, purpose: .initialization)
    normalsPerStep = settings.batch * problem.tokens * (settings.positionDimension + problem.dimension)
    // Made here once, so that the workers below cannot fail.
    _ = try AttentionTrainer(settings, address: address)
    let rounds = 5
    for _ in 0..<rounds {
      let normals = Stopwatch.rate(threads: threads, seconds: seconds / Double(2 * rounds)) {
        [normalsPerStep] in
        normalsWorker(count: normalsPerStep, address: address)
      }
      let steps = Stopwatch.rate(threads: threads, seconds: seconds / Double(2 * rounds)) {
        guard let trainer = try? AttentionTrainer(settings, address: address) else { return { .infinity } }
        return {
          trainer.run(steps: 50)
          return 50
        }
      }
      normalsPerSecond = max(normalsPerSecond, normals)
      stepsPerSecond = max(stepsPerSecond, steps)
    }
    shareOfNormals = stepsPerSecond * Double(normalsPerStep) / normalsPerSecond
  }
}

/// A worker that fills one step's normals.
private func normalsWorker(count: Int, address: StreamAddress) -> () -> Double {
  var normals = [Float](repeating: 0, count: count)
  var step: UInt32 = 0
  return {
    var stream = RandomStream(address, step: step)
    normals.withUnsafeMutableBufferPointer { stream.fillNormals($0) }
    step &+= 1
    return Double(count)
  }
}
