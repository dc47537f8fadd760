import Evidence
import Sim
import Theory

/// Mean robust losses of the best predictor from a first layer, on samples.
struct RobustMeans: Experiment {
  /// How small an error is for the check in probability, and where that check's loss is clipped.
  static let within = 1e-6
  static let shortClip = RobustLoss.clipped(at: 1e-3)
  static let concave: [RobustLoss] = [.absolute, .huber(threshold: 1), .logarithmic, .clipped(at: 1)]
  static let convex: [RobustLoss] = [.power(2), .power(4)]
  static let probabilityCheck = "share of small errors"

  let problem: SmallProblem
  let layer: Layer
  var told = Told.stated
  /// The check that a near miss is for.
  var refuter = ""
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  private static let drawn = [
    RobustMeans(problem: SmallProblem(5, 2, 3), layer: .drawn(width: 5)),
    RobustMeans(problem: SmallProblem(8, 1, 2), layer: .drawn(width: 3)),
    RobustMeans(problem: SmallProblem(4, 3, 1), layer: .drawn(width: 8)),
  ]
  private static let kept = RobustMeans(problem: SmallProblem(6, 2, 1), layer: .wholeTokens(3))
  private static let keptFew = RobustMeans(problem: SmallProblem(5, 1, 1), layer: .wholeTokens(1))
  private static let groups = RobustMeans(problem: SmallProblem(6, 2, 1), layer: .groupMeans(2))
  private static let mean = RobustMeans(problem: SmallProblem(4, 2, 1), layer: .groupMeans(1))

  static let all: [any Experiment] = drawn + [kept, keptFew, groups, mean]

  static let controls: [Control] =
    (concave + [shortClip]).flatMap { loss in
      [
        keptFew.miss("a share 4 % greater", boundCheck(loss), .share(times: 1.04)),
        keptFew.miss("a share 4 % less", tightCheck(loss), .share(times: 0.96)),
      ]
    } + [
      kept.miss("a share 4 % greater", probabilityCheck, .share(times: 1.04))
    ]
    + convex.flatMap { loss in
      [
        groups.miss("the bound of m - 1 neurons", boundCheck(loss), .neurons(more: -1)),
        groups.miss("the bound of m + 1 neurons", tightCheck(loss), .neurons(more: 1)),
      ]
    } + [
      .otherWorld(
        of: groups, "the exponent 1 at p = 4", check: boundCheck(.power(4)),
        RobustMeans(problem: groups.problem, layer: groups.layer, told: .exponentOne))
    ]

  private func miss(_ change: String, _ check: String, _ told: Told) -> Control {
    var miss = self
    (miss.told, miss.refuter) = (told, check)
    return .nearMiss(of: self, change, check: check, miss)
  }

  static func boundCheck(_ loss: RobustLoss) -> String { "\(loss) not below the bound" }
  static func tightCheck(_ loss: RobustLoss) -> String { "\(loss) on the bound" }

  struct Row: EvidenceRow {
    struct Mean: Codable, Hashable, Sendable {
      let loss: RobustLoss
      var mean: Measured
      let standardError: Double
      let bound: Double
      let lossOfZero: Double
    }

    let rank: Int
    var means: [Mean]
    /// The share of errors with |e|^2 at most 1e-6.
    var small: Measured

    /// The losses' own numbers.
    static let conditions: Set<String> = ["loss"]
    static let columns: [Column<Row>] = [
      Column(count: "rank") { $0.rank },
      Column(series: "mean losses") { $0.means.map(\.mean.estimate) },
      Column(series: "bounds") { $0.means.map(\.bound) }.atMost { $0.means.map(\.mean.upper) },
      Column(series: "of zero") { $0.means.map(\.lossOfZero) }.atLeast { $0.means.map(\.bound) },
      Column("small errors") { $0.small.estimate },
    ]
  }

  var claim: Claim { .f16RobustLosses }
  /// Not every interval is used by two checks.
  var spendsAll: Bool { false }
  var name: String {
    "\(problem.name), \(layer.name)\(told.name)" + (refuter.isEmpty ? "" : " (\(refuter))")
  }
  /// A quick run leaves out two of the drawn layers and most near misses.
  func repetitions(_ effort: Effort) -> Int {
    guard effort == .quick else { return 1 }
    switch told {
    case .stated: return isDrawn && problem.tokens > 5 ? 0 : 1
    case .share: return refuter == Self.probabilityCheck ? 1 : 0
    case .neurons: return 0
    case .exponentOne: return 1
    }
  }
  /// Drawn layers lie at some distance above the bound: the loss |e|^4 of one that is near it takes more samples to tell.
  private func samples(_ effort: Effort) -> Int {
    ownSamples
      ?? effort.pick(quick: 400_000, standard: isDrawn ? 1_600_000 : 400_000, thorough: 2_000_000)
  }
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let sample = 1.5e-7 + 3e-8 * length + 1e-9 * length * Double(problem.sparsity * problem.dimension)
    return Cost(seconds: sample * Double(samples(effort)), bytes: 24 * Double(samples(effort)))
  }

  private func weights(_ problem: Problem, _ address: StreamAddress) throws -> Matrix {
    let (length, dimension) = (problem.inputDimension, problem.dimension)
    switch layer {
    case .drawn(let width):
      var stream = RandomStream(address.with(purpose: .initialization), step: 0)
      return try Matrix(
        rows: width, columns: length, elements: (0..<(width * length)).map { _ in stream.normal() })
    case .wholeTokens(let count): return try Matrix(identity: length).firstRows(count * dimension)
    case .groupMeans(let count):
      var weights = try Matrix(rows: count * dimension, columns: length)
      for place in 0..<length {
        let group = place / dimension * count / problem.tokens
        weights[group * dimension + place % dimension, place] = 1
      }
      return weights
    }
  }

  /// The losses that the layer is judged by; in a near miss only the one that is to refute it.
  private var losses: [RobustLoss] {
    let all =
      switch layer {
      case .drawn: Self.concave + Self.convex + [Self.shortClip]
      case .wholeTokens: Self.concave + [Self.shortClip]
      case .groupMeans: Self.convex
      }
    if refuter.isEmpty { return all }
    if refuter == Self.probabilityCheck { return [Self.shortClip] }
    return all.filter { [Self.boundCheck($0), Self.tightCheck($0)].contains(refuter) }
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    let weights = try weights(problem, address)
    let squares = try SampledErrors(problem: problem, weights: weights)
      .squares(address, samples: samples(settings.effort))
    let losses = losses
    // Every interval is used by two checks.
    let falseAlarm = claim.falseAlarmPerTrial / Double(2 * losses.count + 1)
    let small = squares.reduce(0) { $1 <= Self.within ? $0 + 1 : $0 }
    return Row(
      rank: weights.rows,
      means: try losses.map { try mean(of: $0, problem, weights.rows, squares, falseAlarm) },
      small: try Hoeffding.mean(
        Double(small) / Double(squares.count), samples: squares.count, range: 0...1, falseAlarm: falseAlarm))
  }

  /// The mean of a loss, with an interval from losses cut where `|e|^2` exceeds x/q.
  ///
  /// `|e|^2 = g^T A g` is at most chi^2_d/q in law. Beyond s = x/q a concave loss is at most l(s) |e|^2/s, so the mean of what
  /// is cut off is at most l(s)/s (d/q) P(chi^2_{d+2} > x); a power p loses its mean times P(chi^2_{d+p} > x).
  private func mean(
    of loss: RobustLoss, _ problem: Problem, _ rank: Int, _ squares: [Double], _ falseAlarm: Double
  ) throws -> Row.Mean {
    let law = try F16RobustLosses(problem: problem, loss: loss)
    let (dimension, scale) = (Double(problem.dimension), Double(problem.sparsity))
    let square = 30 + 3 * dimension
    let cut = loss.value(squaredError: square / scale)
    let lost: Double
    if case .power(let p) = loss, p > 2 {
      lost = try law.lossOfZero * ChiSquareTail.upper(square, degreesOfFreedom: dimension + p)
    } else {
      lost = try cut / square * dimension * ChiSquareTail.upper(square, degreesOfFreedom: dimension + 2)
    }
    let values = squares.map { loss.value(squaredError: $0) }
    return Row.Mean(
      loss: loss,
      mean: try EmpiricalBernstein.mean(
        ofNonnegative: values, cutAt: cut, lost: lost, falseAlarm: falseAlarm),
      standardError: SampleMean(values).standardError, bound: try law.lowerBound(width: rank),
      lossOfZero: law.lossOfZero)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    var checks: [Check] = []
    for mean in row.means {
      let predicate = try predicate(problem, mean.loss, row.rank)
      let detects = Check.Detectable(
        reach: mean.mean.reach, standardError: mean.standardError, of: predicate.bound, "of the bound")
      checks.append(
        Check(
          Self.boundCheck(mean.loss), predicate.judge(loss: mean.mean), falseAlarm: mean.mean.falseAlarm,
          detects: detects, margin: .distance))
      if !isDrawn {
        checks.append(
          Check(
            Self.tightCheck(mean.loss), predicate.judge(tightLoss: mean.mean),
            falseAlarm: mean.mean.falseAlarm, detects: detects))
      }
    }
    if losses.contains(Self.shortClip) {
      let predicate = try predicate(problem, Self.shortClip, row.rank)
      checks.append(
        Check(
          Self.probabilityCheck, try predicate.judge(probability: row.small, within: Self.within),
          falseAlarm: row.small.falseAlarm,
          detects: .init(
            reach: row.small.reach,
            standardError: 0.5 / Double(samples(.standard)).squareRoot(), of: 1, "of the probability"),
          margin: .distance))
    }
    return checks
  }

  private var isDrawn: Bool { if case .drawn = layer { true } else { false } }

  private func predicate(
    _ problem: Problem, _ loss: RobustLoss, _ rank: Int
  ) throws -> F16RobustLossesPredicate {
    let law = try F16RobustLosses(problem: problem, loss: loss)
    switch told {
    case .stated: return try F16RobustLossesPredicate(law, rank: rank)
    case .share(let factor):
      return try F16RobustLossesPredicate(law, rank: rank, share: factor * law.share(width: rank))
    case .neurons(let more): return try F16RobustLossesPredicate(law, rank: rank + more)
    case .exponentOne:
      return try F16RobustLossesPredicate(law, rank: rank, share: law.share(width: rank, exponent: 1))
    }
  }
}
