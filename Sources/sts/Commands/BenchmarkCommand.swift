import Sim
import Theory

extension Command {
  static let benchmark = Command(
    name: "benchmark", summary: "time the trainings and the flow on this machine",
    discussion: """
      Times independent trainings in two parallel threads, by processor time:
        attention: T = 20, d = 5, q = 3, gaussian positions of dimension 64, dual query, 64 examples a step, beside
          the rate at which this machine draws normals and nothing else;
        seeds: many seeds of a small layer, T = 8, d = 3, q = 2, 64 examples a step, beside their normals alone:
          one-hot positions, and frames of dimension 128, one a step;
        network: 80 inputs, hidden 256 and 256, 4 outputs, Adam, 256 examples a step, beside the fused
          multiply-adds that this machine does in registers, the peak;
        flow: T = 20, d = 5, q = 3, one-hot positions, from 0 to t = 10^10 with tolerance 10^-10, on one thread.
      Meaningful in a release build on an idle machine: swift run -c release sts benchmark
      JSON: {cpu, attention: {threads, stepsPerSecond, normalsPerStep, normalsPerSecond, shareOfNormals}, seeds:
      {oneHot: {seedStepsPerSecond, shareOfNormals}, frames: the same}, network: {threads, stepsPerSecond,
      matrixProducts, wholeStep, peak, matrixShareOfPeak, stepShareOfPeak, fastestMatrixShareOfPeak,
      fastestStepShareOfPeak}, flowSeconds}; rates are sums over the threads; matrixProducts, wholeStep and peak in
      GFLOPS; shares are medians over rounds, or of the fastest step, which other work on the machine disturbs least.
      """,
    options: [
      Option(
        "--seconds", "s", "the time that each training is given, on one thread and then on two",
        allowed: "a decimal number from 0.01 to 600", absence: .means("2"))
    ]
  ) { arguments, context in
    let seconds = try arguments.real("--seconds", in: 0.01...600)
    context.progress("timing attention")
    let attention = try AttentionBenchmark.run(seconds: seconds).last
    context.progress("timing many seeds")
    let oneHot = try AttentionBenchmark.run(.oneHot, seconds: seconds).last
    let frames = try AttentionBenchmark.run(.frames, seconds: seconds).last
    context.progress("timing a network")
    let network = try NetworkBenchmark.run(seconds: seconds).last
    guard let attention, let oneHot, let frames, let network else {
      throw CommandFailure(message: "nothing was timed")
    }
    context.progress("timing the flow")
    let flow = try GradientFlow(
      problem: Problem(tokens: 20, dimension: 5, sparsity: 3), positions: .oneHot)
    let flowSeconds = try Stopwatch.shortest(seconds: min(seconds, 0.2)) {
      _ = try flow.states(at: [1e10], tolerance: 1e-10)
    }
    return Benchmark(
      cpu: CPUModel.name, attention: .init(attention),
      seeds: .init(oneHot: .init(oneHot), frames: .init(frames)), network: network, flowSeconds: flowSeconds)
  }
}

/// What this machine reaches.
private struct Benchmark: Answer {
  struct Attention: Encodable {
    let threads: Int
    let stepsPerSecond: Double
    let normalsPerStep: Int
    let normalsPerSecond: Double
    let shareOfNormals: Double

    init(_ report: AttentionBenchmark.Report) {
      threads = report.threads
      stepsPerSecond = report.stepsPerSecond
      normalsPerStep = report.normalsPerStep
      normalsPerSecond = report.normalsPerSecond
      shareOfNormals = report.shareOfNormals
    }
  }

  struct Seeds: Encodable {
    struct Row: Encodable {
      let seedStepsPerSecond: Double
      let shareOfNormals: Double

      init(_ report: AttentionBenchmark.Report) {
        seedStepsPerSecond = report.stepsPerSecond
        shareOfNormals = report.shareOfNormals
      }
    }
    let oneHot: Row
    let frames: Row
  }

  let cpu: String
  let attention: Attention
  let seeds: Seeds
  let network: NetworkBenchmark.Report
  let flowSeconds: Double

  var text: String {
    lines([
      ("processor", cpu),
      ("attention: steps a second", rounded(attention.stepsPerSecond)),
      ("  normals a second", rounded(attention.normalsPerSecond)),
      ("  normals in a step", "\(attention.normalsPerStep)"),
      ("  share of the steps that the normals alone allow", percent(attention.shareOfNormals)),
      ("seeds, one-hot: steps times seeds a second", rounded(seeds.oneHot.seedStepsPerSecond)),
      ("  share of the steps that the normals alone allow", percent(seeds.oneHot.shareOfNormals)),
      ("seeds, frames: steps times seeds a second", rounded(seeds.frames.seedStepsPerSecond)),
      ("  share of the steps that the normals alone allow", percent(seeds.frames.shareOfNormals)),
      ("network: steps a second", rounded(network.stepsPerSecond)),
      ("  peak of fused multiply-adds, GFLOPS", rounded(network.peak)),
      ("  matrix products, GFLOPS", rounded(network.matrixProducts)),
      ("  whole step, GFLOPS", rounded(network.wholeStep)),
      ("  matrix products, share of the peak", percent(network.matrixShareOfPeak)),
      ("  whole step, share of the peak", percent(network.stepShareOfPeak)),
      ("  matrix products of the fastest step, share of the peak", percent(network.fastestMatrixShareOfPeak)),
      ("  fastest whole step, share of the peak", percent(network.fastestStepShareOfPeak)),
      ("flow to t = 10^10: microseconds", rounded(flowSeconds * 1e6)),
      ("threads of each training", "\(network.threads)"),
    ])
  }

  private func rounded(_ number: Double) -> String {
    Int(exactly: number.rounded()).map { "\($0)" } ?? "none"
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
