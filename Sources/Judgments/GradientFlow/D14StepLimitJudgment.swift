import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D14: the curvatures at the end of training, exactly and by the full Hessian; what a step does to a deviation; where descent
  /// ends on both sides of the step limit, by exact expectation and on samples.
  public static let d14StepLimit = ClaimJudgment(
    claim: .d14StepLimit,
    experiments: ExactCurvatures.all + LateCurvatures.all + DeviationFactor.all + DescentAtLimit.all
      + SampledAtLimit.all,
    controls: ExactCurvatures.controls + LateCurvatures.controls + DeviationFactor.controls
      + DescentAtLimit.controls + SampledAtLimit.controls,
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      let entries = own.problem.tokens * own.problem.tokens + own.problem.dimension * own.problem.dimension
      guard own.problem.tokens <= 10, own.problem.dimension <= 30, entries <= 500 else {
        throw TheoryError(
          value: "\(own.problem)", rule: "T <= 10 and T^2 + d^2 <= 500, where all eigenvalues are computed")
      }
      return [ExactCurvatures(problem: problem), LateCurvatures(item: FlowCase(own.problem))]
        + StepSide.allCases.map { DeviationFactor(problem: problem, side: $0) }
        + StepSide.allCases.flatMap { side in
          DescentAtLimit.Start.allCases.map { DescentAtLimit(problem: problem, side: side, start: $0) }
        }
    },
    figures: { _ in [try StepLimitFigure.draw()] })
}

extension FlowCase {
  /// A problem with one-hot positions.
  fileprivate init(_ problem: Problem) { self.init(problem.tokens, problem.dimension, problem.sparsity) }
}

/// What is stated of the curvatures in W: the theory's spectrum, or in a near miss a changed one.
enum StatedSpectrum: Hashable, Sendable, CaseIterable {
  case own
  /// The largest curvature 1 % larger.
  case largerCurvature
  /// One direction more for the largest curvature, and one less of those without.
  case oneDirectionMore

  var change: String {
    switch self {
    case .own: ""
    case .largerCurvature: "the largest curvature in W 1 % larger"
    case .oneDirectionMore: "one direction more for it"
    }
  }

  func spectrum(_ system: FlowSystem) throws -> LateSpectrum {
    let own = try LateSpectrum(system)
    guard self != .own, let first = own.keyQuery.first else { return own }
    let factor = try Rational(numerator: self == .largerCurvature ? 101 : 100, denominator: 100)
    let more = self == .oneDirectionMore ? 1 : 0
    let changed = LateSpectrum.Part(
      curvature: try first.curvature * factor, directions: first.directions + more)
    return LateSpectrum(
      value: own.value, keyQuery: [changed] + own.keyQuery.dropFirst(),
      flatDirections: own.flatDirections - more)
  }
}

/// The Hessian in W at the end of training in rational arithmetic: its eigenvalues and their multiplicities.
struct ExactCurvatures: Experiment {
  let problem: SmallProblem
  var stated = StatedSpectrum.own
  static let curvatureCheck = "curvatures"
  static let multiplicityCheck = "multiplicities"

  /// q = 1, where W has none; q = 2, where one of the three is 0; q = T - 1, where two are equal; and between.
  static let all: [ExactCurvatures] = [
    SmallProblem(4, 2, 1), SmallProblem(3, 5, 2), SmallProblem(4, 20, 2), SmallProblem(5, 30, 3),
    SmallProblem(6, 2, 4), SmallProblem(6, 5, 5), SmallProblem(7, 3, 3), SmallProblem(8, 3, 2),
  ].map { ExactCurvatures(problem: $0) }

  static let controls: [Control] = all.filter { $0.problem.sparsity > 1 }.flatMap { original in
    [(StatedSpectrum.largerCurvature, curvatureCheck), (.oneDirectionMore, multiplicityCheck)].map {
      .nearMiss(
        of: original, $0.change, check: $1, ExactCurvatures(problem: original.problem, stated: $0))
    }
  }

  struct Row: EvidenceRow {
    /// What the product over the stated curvatures leaves of the Hessian.
    let entriesLeft: Int
    let traces: [Rational]

    static let columns: [Column<Row>] = [
      Column(count: "entries left") { $0.entriesLeft },
      Column("sum of the curvatures in W", digits: 10) { $0.traces.first?.double },
    ]
  }

  var claim: Claim { .d14StepLimit }
  var grade: Claim.Grade { .exact }
  var name: String {
    "\(problem.name), curvatures, exactly" + (stated == .own ? "" : ", \(stated.change)")
  }
  /// Sixteen products of the Hessian, a few rational operations for each pair in a subset.
  func cost(_ effort: Effort) -> Cost {
    let (length, q) = (Double(problem.tokens), Double(problem.sparsity))
    return Cost(seconds: 16 * 2e-7 * (2 * q * q * FullMatrixCost.subsets(problem) + length * length))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let hessian = try LateHessian(problem.problem())
    let spectrum = try stated.spectrum(problem.oneHotSystem())
    return Row(
      entriesLeft: try hessian.entriesLeft(by: spectrum.keyQuery.map(\.curvature)),
      traces: try hessian.traces(count: 4))
  }

  func judge(_ row: Row) throws -> [Check] {
    let system = try problem.oneHotSystem()
    let predicate = D14StepLimitPredicate(system)
    return [
      Check(
        Self.curvatureCheck, predicate.judge(entriesLeft: row.entriesLeft), detects: .init(0, "exact")),
      Check(
        Self.multiplicityCheck, try predicate.judge(traces: row.traces, of: stated.spectrum(system)),
        detects: .init(0, "exact")),
    ]
  }
}

extension ExactCurvatures {
  func certificates(_ row: Row) throws -> [Certificate] {
    let spectrum = try stated.spectrum(problem.oneHotSystem())
    return [Certificate("curvatures", CertifiedCurvatures(try problem.problem(), spectrum))]
  }
}

/// What another program checks again of D14, in its own Hessian.
private struct CertifiedCurvatures: Encodable {
  struct Part: Encodable {
    let curvature: Rational
    let directions: Int
  }

  let problem: Problem
  let curvatures: [Part]
  let flatDirections: Int

  init(_ problem: Problem, _ spectrum: LateSpectrum) {
    self.problem = problem
    curvatures = spectrum.keyQuery.map { Part(curvature: $0.curvature, directions: $0.directions) }
    flatDirections = spectrum.flatDirections
  }
}

/// All eigenvalues of the Hessian of R/2 at alpha = 1 and C = 40: in V and W of the full matrices over all subsets with one-hot
/// positions, in W in the mean over frames.
struct LateCurvatures: Experiment {
  let item: FlowCase
  var stated = StatedSpectrum.own
  static let check = "all curvatures"

  /// V's curvature is the largest in the first two, W's in the next three; frames in R^3 and R^4.
  static let all: [LateCurvatures] = [
    FlowCase(5, 2, 2), FlowCase(6, 3, 1), FlowCase(4, 6, 2), FlowCase(6, 4, 3), FlowCase(5, 6, 4),
    FlowCase(3, 5, 2, .orthonormalFrame(width: 3)), FlowCase(3, 4, 2, .orthonormalFrame(width: 4)),
    FlowCase(4, 6, 2, .orthonormalFrame(width: 4)), FlowCase(4, 2, 3, .orthonormalFrame(width: 4)),
  ].map { LateCurvatures(item: $0) }

  static let controls: [Control] = all.filter { $0.item.problem.sparsity > 1 }.flatMap { original in
    [StatedSpectrum.largerCurvature, .oneDirectionMore].map {
      .nearMiss(of: original, $0.change, check: check, LateCurvatures(item: original.item, stated: $0))
    }
  }

  struct Row: EvidenceRow {
    /// Falling.
    let eigenvalues: [Double]
    /// The step limit by the largest of them and V's 1/q.
    let stepLimit: Double

    static let columns: [Column<Row>] = [
      Column("largest curvature", digits: 10) { $0.eigenvalues.first },
      Column(count: "directions") { $0.eigenvalues.count },
      Column("step limit, closed form") { $0.stepLimit }.atMost { row in
        row.eigenvalues.first.map { [2 / $0] } ?? []
      },
    ]
    static let conditions: Set<String> = ["stepLimit"]
  }

  var claim: Claim { .d14StepLimit }
  var name: String {
    "\(item.name), all curvatures" + (stated == .own ? "" : ", \(stated.change)")
  }
  /// Jacobi rotations, ten sweeps of 6 n^3 operations; with frames the Hessian of one-hot positions turned 1152 times at most.
  func cost(_ effort: Effort) -> Cost {
    let problem = item.problem
    let (width, length) = (Double(item.positionDimension), Double(problem.tokens))
    if item.positions != .oneHot {
      return Cost(seconds: 1152 * 2e-9 * width * width * length * length * (length * length + width * width))
    }
    let size = Double(problem.dimension * problem.dimension) + length * length
    return Cost(seconds: 6e-8 * size * size * size, bytes: 32 * size * size)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try item.problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let hessian: Matrix
    switch item.positions {
    case .oneHot:
      let weights = AttentionWeights(
        alpha: 1, logit: 40, dimension: problem.dimension, positionDimension: problem.tokens,
        family: .centered)
      hessian = try PopulationHessian(oneHot: weights, over: enumeration).matrix
    case .orthonormalFrame(let width):
      hessian = try PopulationHessian.overFrames(
        alpha: 1, logit: 40, RotationDesign(width: width), over: enumeration)
    }
    return Row(
      eigenvalues: try hessian.symmetricEigenvalues().sorted(by: >),
      stepLimit: StepLimit(try item.flow().system).value)
  }

  func judge(_ row: Row) throws -> [Check] {
    let system = try item.flow().system
    let spectrum = try stated.spectrum(system)
    return [
      Check(
        Self.check,
        D14StepLimitPredicate(system).judge(
          eigenvalues: row.eigenvalues,
          stated: item.positions == .oneHot ? spectrum.eigenvalues : spectrum.keyQueryEigenvalues),
        detects: .init(2 * D14StepLimitPredicate.curvatureTolerance, "of the largest curvature"))
    ]
  }
}
