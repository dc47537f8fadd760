import Evidence
import Sim
import Theory

extension InequalitySetting {
  /// Every inequality of Evidence, in worlds with laws that are hard for it.
  public static let all: [InequalitySetting] = [
    counts, distances, hoeffding, bernsteinCoins, bernstein, exponentials, coins, twoPoints, squares,
    normal, losses, tails, signs, lipschitz,
  ].flatMap { $0 }

  /// Counts of coins, also of a probability that is drawn, and of one just beyond the end that 15 heads, or tails, give at 0.1.
  private static let counts: [InequalitySetting] = [
    heads(of: 10, " of 0.5", { try $0.interval(falseAlarm: $1) }, probability: { _ in 0.5 }),
    heads(of: 20, " of 0.05", { try $0.interval(falseAlarm: $1) }, probability: { _ in 0.05 }),
    heads(of: 1000, " of 0.5", { try $0.interval(falseAlarm: $1) }, probability: { _ in 0.5 }),
    heads(
      of: 20, " of a uniform probability", { try $0.interval(falseAlarm: $1) }, probability: { $0.uniform() }),
    heads(of: 20, ", hard for the lower end", lowerEnd, probability: { _ in try hardProbability() }),
    heads(of: 20, ", hard for the upper end", upperEnd, probability: { _ in 1 - (try hardProbability()) }),
  ]

  /// Coins of a probability; the ends that belong to a count and a level are found once.
  private static func heads(
    of coins: Int, _ name: String, _ ends: @escaping @Sendable (ClopperPearson, Double) throws -> Measured,
    probability: @escaping @Sendable (inout RandomStream) throws -> Double
  ) -> InequalitySetting {
    struct Key: Hashable {
      let heads: Int
      let level: Double
    }
    let known = Locked<[Key: Measured]>([:])
    return InequalitySetting("ClopperPearson", "\(coins) coins\(name)") { stream in
      let truth = try probability(&stream)
      let heads = stream.heads(coins, probability: truth)
      return World(truth: truth) { level in
        let key = Key(heads: heads, level: level)
        if let found = known.withLock({ $0[key] }) { return found }
        let found = try ends(ClopperPearson(successes: heads, trials: coins), level)
        known.withLock { $0[key] = found }
        return found
      }
    }
  }

  private static func lowerEnd(_ heads: ClopperPearson, _ level: Double) throws -> Measured {
    let lower = try heads.lowerBound(falseAlarm: level)
    return Measured(estimate: heads.share, lower: lower, upper: 1, falseAlarm: level)
  }

  private static func upperEnd(_ heads: ClopperPearson, _ level: Double) throws -> Measured {
    let upper = try heads.upperBound(falseAlarm: level)
    return Measured(estimate: heads.share, lower: 0, upper: upper, falseAlarm: level)
  }

  /// The probability with which 15 of 20 heads or more come up with a probability of 0.1, all but exactly.
  private static func hardProbability() throws -> Double {
    try ClopperPearson(successes: 15, trials: 20).lowerBound(falseAlarm: 0.1) * (1 - 1e-9)
  }

  /// Distribution functions of uniform numbers.
  private static let distances: [InequalitySetting] = [1, 20, 100].flatMap { (count: Int) in
    [
      InequalitySetting("DvoretzkyKieferWolfowitz", "\(count) uniform numbers") { stream in
        let distance = try EmpiricalDistance.supremum(
          probabilities: (0..<count).map { _ in stream.uniform() }.sorted())
        return World(truth: distance) { level in
          .upTo(try DvoretzkyKieferWolfowitz.halfWidth(samples: count, falseAlarm: level), level)
        }
      },
      InequalitySetting("DvoretzkyKieferWolfowitz", "\(count) uniform numbers, one side") { stream in
        let numbers = (0..<count).map { _ in stream.uniform() }.sorted()
        let above = numbers.enumerated().map { Double($0 + 1) / Double(count) - $1 }.max() ?? 0
        return World(truth: max(0, above)) { level in
          .upTo(try DvoretzkyKieferWolfowitz.oneSidedHalfWidth(samples: count, falseAlarm: level), level)
        }
      },
    ]
  }

  /// Means of coins, the extremes of their range.
  private static let hoeffding: [InequalitySetting] = [(1, 0.5), (20, 0.5), (20, 0.1)].map {
    (count: Int, probability: Double) in
    InequalitySetting("Hoeffding", "\(count) coins of \(probability)") { stream in
      let mean = Double(stream.heads(count, probability: probability)) / Double(count)
      return World(truth: probability) {
        try Hoeffding.mean(mean, samples: count, range: 0...1, falseAlarm: $0)
      }
    }
  }

  /// The same by the samples' own variance.
  private static let bernsteinCoins: [InequalitySetting] = [(2, 0.5), (50, 0.5), (100, 0.02)].map {
    (count: Int, probability: Double) in
    InequalitySetting("EmpiricalBernstein", "\(count) coins of \(probability)") { stream in
      let coins = (0..<count).map { _ in stream.uniform() < probability ? 1.0 : 0 }
      return World(truth: probability) {
        try EmpiricalBernstein.mean(of: coins, range: 0...1, falseAlarm: $0)
      }
    }
  }

  /// Means of uniform numbers, and of a variable that is not bounded.
  private static let bernstein: [InequalitySetting] = [
    InequalitySetting("Hoeffding", "20 uniform numbers") { stream in
      let mean = SampleMean((0..<20).map { _ in stream.uniform() }).mean
      return World(truth: 0.5) { try Hoeffding.mean(mean, samples: 20, range: 0...1, falseAlarm: $0) }
    },
    InequalitySetting("EmpiricalBernstein", "200 uniform numbers") { stream in
      let numbers = (0..<200).map { _ in stream.uniform() }
      return World(truth: 0.5) { try EmpiricalBernstein.mean(of: numbers, range: 0...1, falseAlarm: $0) }
    },
    InequalitySetting("EmpiricalBernstein", "100 exponential variables cut at 3") { stream in
      let numbers = stream.exponentials(100)
      return World(truth: 1) {
        try EmpiricalBernstein.mean(
          ofNonnegative: numbers, cutAt: 3, lost: Elementary.exp(-3), falseAlarm: $0)
      }
    },
  ]
}

extension ClopperPearson {
  /// The share of successes.
  fileprivate var share: Double { Double(successes) / Double(trials) }
}

extension Measured {
  /// What a distance may be at a level.
  fileprivate static func upTo(_ upper: Double, _ level: Double) -> Measured {
    Measured(estimate: 0, lower: 0, upper: upper, falseAlarm: level)
  }
}
