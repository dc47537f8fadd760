import Sim
import Theory

extension Command {
  static let benchmark = Command(
    name: "benchmark", summary: "time the trainings and the flow on this machine",
    discussion: """
      Times two independent trainings in parallel threads, by processor time:
        attention: T = 20, d = 5, q = 3, gaussian positions of dimension 64, dual query, 64 examples a step, beside
          the rate at which this machine draws normals and nothing else;
        network: 80 inputs, hidden 256 and 256, 4 outputs, Adam, 256 examples a step, beside the fused
          multiply-adds that this machine does in registers;
        flow: T = 20, d = 5, q = 3, one-hot positions, from 0 to t = 10^10 with tolerance 10^-10, on one thread.
      Meaningful in a release build on an idle machine: swift run -c release sts benchmark
      JSON: {threads, attention: {stepsPerSecond, normalsPerStep, normalsPerSecond, shareOfNormals}, network:
      {stepsPerSecond, matrixProducts, wholeStep, peak, matrixShareOfPeak, stepShareOfPeak, threads}, flowSeconds};
      matrixProducts, wholeStep and peak in GFLOPS.
      """,
    options: [
      Option(
        "--seconds", "s", "the time that each training is given",
        allowed: "a decimal number from 0.01 to 600",
        absence: .means("2"))
    ]
  ) { arguments, context in
    let seconds = try arguments.real("--seconds", in: 0.01...600)
    context.progress("attention")
    let attention = try AttentionRates(threads: 2, seconds: seconds)
    context.progress("network")
    guard let network = try NetworkBenchmark.run(seconds: seconds).last else {
      throw CommandFailure(message: "no network was timed")
    }
    context.progress("flow")
    let flow = try GradientFlow(
      problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .oneHot)
    let flowSeconds = try Stopwatch.shortest(seconds: min(seconds, 0.2)) {
      _ = try flow.states(at: [1e10], tolerance: 1e-10)
    }
    return Benchmark(threads: 2, attention: attention, network: network, flowSeconds: flowSeconds)
  }
}

/// What this machine reaches.
private struct Benchmark: Answer {
  let threads: Int
  let attention: AttentionRates
  let network: NetworkBenchmark.Report
  let flowSeconds: Double

  var text: String {
    lines([
      ("attention, steps a second", rounded(attention.stepsPerSecond)),
      ("normals a second", rounded(attention.normalsPerSecond)),
      ("normals in a step", "\(attention.normalsPerStep)"),
      ("attention, share of what the normals alone allow", percent(attention.shareOfNormals)),
      ("network, steps a second", rounded(network.stepsPerSecond)),
      ("peak of fused multiply-adds, GFLOPS", rounded(network.peak)),
      ("network, matrix products, GFLOPS", rounded(network.matrixProducts)),
      ("network, whole step, GFLOPS", rounded(network.wholeStep)),
      ("network, matrix products, share of the peak", percent(network.matrixShareOfPeak)),
      ("network, whole step, share of the peak", percent(network.stepShareOfPeak)),
      ("flow to t = 10^10, microseconds", rounded(flowSeconds * 1e6)),
      ("threads", "\(threads)"),
    ])
  }

  private func rounded(_ number: Double) -> String {
    Int(exactly: number.rounded()).map { "\($0)" } ?? "none"
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
