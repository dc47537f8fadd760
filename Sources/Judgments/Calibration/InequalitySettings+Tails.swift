import Evidence
import Sim
import Theory

extension InequalitySetting {
  /// Means of exponential variables, which meet Bernstein's moments with equality.
  static let exponentials: [InequalitySetting] = [1, 20].map { (count: Int) in
    InequalitySetting("BernsteinMoments", "\(count) exponential variables") { stream in
      let mean = SampleMean(stream.exponentials(count)).mean
      return World(truth: 1) {
        try BernsteinMoments(square: 2, scale: 1).mean(mean, samples: count, falseAlarm: $0)
      }
    }
  }

  /// Other means of variables that are not negative.
  static let coins: [InequalitySetting] = [
    // E L^p = 0.05 is at most p!/2 0.05 (1/3)^(p - 2), with equality at p = 2 and 3.
    InequalitySetting("BernsteinMoments", "20 coins of 0.05") { stream in
      let mean = Double(stream.heads(20, probability: 0.05)) / 20
      return World(truth: 0.05) {
        try BernsteinMoments(square: 0.05, scale: 1.0 / 3).mean(mean, samples: 20, falseAlarm: $0)
      }
    },
    // Lambda(s) = -log(1 - s) - s.
    InequalitySetting("ChernoffMean", "20 exponential variables") { stream in
      let mean = SampleMean(stream.exponentials(20)).mean
      return World(truth: 1) {
        try ChernoffMean(mean: 1, square: 2).measured(mean, samples: 20, falseAlarm: $0, largest: 0.9) {
          s throws(TheoryError) in -Elementary.log1p(-s) - s
        }
      }
    },
    // Lambda(s) = log(1 - p + p e^s) - s p.
    InequalitySetting("ChernoffMean", "20 coins of 0.1") { stream in
      let mean = Double(stream.heads(20, probability: 0.1)) / 20
      return World(truth: 0.1) {
        try ChernoffMean(mean: 0.1, square: 0.1).measured(mean, samples: 20, falseAlarm: $0, largest: 30) {
          s throws(TheoryError) in Elementary.log(0.9 + 0.1 * Elementary.exp(s)) - 0.1 * s
        }
      }
    },
    InequalitySetting("NonnegativeLowerTail", "20 exponential variables") { stream in
      let mean = SampleMean(stream.exponentials(20)).mean
      return World(truth: 1) {
        try NonnegativeLowerTail.mean(mean, secondMoment: 2, samples: 20, falseAlarm: $0)
      }
    },
  ]

  /// Means of variables that are 0 or large.
  static let twoPoints: [InequalitySetting] = [0.2, 0.02].map { (probability: Double) in
    InequalitySetting("NonnegativeLowerTail", "40 variables 1/p with p = \(probability)") { stream in
      let mean = Double(stream.heads(40, probability: probability)) / (40 * probability)
      return World(truth: 1) {
        try NonnegativeLowerTail.mean(mean, secondMoment: 1 / probability, samples: 40, falseAlarm: $0)
      }
    }
  }

  /// Sums of squared normal variables with their variances and shifts.
  private static let squareSums: [(name: String, variances: [Double], shifts: [Double])] = [
    ("a squared normal variable", [1.0], [0.0]),
    ("20 squared normal variables", Array(repeating: 1, count: 20), Array(repeating: 0, count: 20)),
    ("10 squares of variances 2^-k", (0..<10).map { powerOfHalf($0) }, Array(repeating: 0, count: 10)),
    ("variances 1, 1/4, 0 and shifts 1/2, -1, 2", [1, 0.25, 0], [0.5, -1, 2]),
  ]

  /// Deviations of such sums from their means.
  static let squares: [InequalitySetting] = squareSums.map { sum in
    InequalitySetting("ChiSquareDeviation", sum.name) { stream in
      var (deviation, variance) = (0.0, 0.0)
      for (square, shift) in zip(sum.variances, sum.shifts) {
        let distance = shift - square.squareRoot() * stream.normal()
        deviation += distance * distance - shift * shift - square
        variance += 2 * square * square + 4 * square * shift * shift
      }
      let bound = try ChiSquareDeviation(
        variance: variance, largestEigenvalue: sum.variances.max() ?? 0)
      let found = deviation
      return World(truth: 0) { try bound.measured(deviation: found, falseAlarm: $0) }
    }
  }

  /// The deviation of a normal variable.
  static let normal: [InequalitySetting] = [
    InequalitySetting("ChiSquareDeviation", "a normal variable") { stream in
      let deviation = stream.normal()
      return World(truth: 0) {
        try ChiSquareDeviation(variance: 1, largestEigenvalue: 0).measured(
          deviation: deviation, falseAlarm: $0)
      }
    }
  ]

  /// Numbers of losses, and what is predicted.
  private static let predictions: [(name: String, count: Int, prediction: [Double])] = [
    ("one loss, predicting 0", 1, [0, 0]), ("4 losses, predicting 0", 4, [0, 0]),
    ("4 losses, predicting (1/2, -1)", 4, [0.5, -1]),
  ]

  /// Sums of losses of predictors of a normal vector with the variances 1 and 1/4.
  static let losses: [InequalitySetting] = predictions.map { name, count, prediction in
    InequalitySetting("AndersonLowerTail", name) { stream in
      var loss = 0.0
      for _ in 0..<count {
        for (root, value) in zip([1.0, 0.5], prediction) {
          let distance = value - root * stream.normal()
          loss += distance * distance
        }
      }
      let (traces, squares) = (1.25 * Double(count), 1.0625 * Double(count))
      let floor = try AndersonLowerTail(traceSum: traces, squaredNormSum: squares)
      return World(truth: loss) {
        Measured(
          estimate: traces, lower: try floor.lossFloor(falseAlarm: $0), upper: .infinity, falseAlarm: $0)
      }
    }
  }

  /// Bounds of the p-value of a chi-square variable.
  static let tails: [InequalitySetting] = [1, 4, 20].map { (freedom: Int) in
    InequalitySetting("ChiSquareTail", "\(freedom) degrees of freedom") { stream in
      let tail = try ChiSquareTail.upper(
        stream.normals(freedom).sumOfSquares, degreesOfFreedom: Double(freedom))
      return World(truth: tail) { Measured(estimate: 1, lower: $0, upper: 1, falseAlarm: $0) }
    }
  }

  /// Numbers whose signs are drawn.
  private static let sizes: [(name: String, numbers: [Double])] = [
    ("20 equal numbers", Array(repeating: 1, count: 20)),
    ("10 numbers 2^-k", (0..<10).map { powerOfHalf($0) }),
    ("3 equal numbers", [1, 1, 1]),
  ]

  /// Means of numbers with fair signs.
  static let signs: [InequalitySetting] = sizes.map { name, sizes in
    InequalitySetting("FairSigns", name) { stream in
      let mean = SampleMean(sizes.map { stream.uniform() < 0.5 ? -$0 : $0 }).mean
      return World(truth: 0) {
        try FairSigns.mean(
          mean, sumOfSquares: sizes.sumOfSquares, samples: sizes.count, falseAlarm: $0)
      }
    }
  }

  /// Lipschitz functions of normal variables.
  static let lipschitz: [InequalitySetting] = [1, 20].flatMap { (count: Int) in
    [
      InequalitySetting("GaussianLipschitz", "\(count) normal variables") { stream in
        let root = (stream.normals(count).sumOfSquares / Double(count)).squareRoot()
        return World(truth: 1) {
          try GaussianLipschitz.rootMeanSquare(root, lipschitz: 1, samples: count, falseAlarm: $0)
        }
      },
      InequalitySetting("GaussianLipschitz", "\(count) normal variables more 1") { stream in
        let root = (stream.normals(count).map { $0 + 1 }.sumOfSquares / Double(count)).squareRoot()
        return World(truth: 2.0.squareRoot()) {
          try GaussianLipschitz.rootMeanSquare(root, lipschitz: 1, samples: count, falseAlarm: $0)
        }
      },
      InequalitySetting("GaussianLipschitzSum", "\(count) sizes of normal variables") { stream in
        let mean = SampleMean(stream.normals(count).map { abs($0) }).mean
        return World(truth: (2 / Double.pi).squareRoot()) {
          try GaussianLipschitzSum.mean(mean, lipschitz: 1, samples: count, falseAlarm: $0)
        }
      },
      InequalitySetting("GaussianLipschitzSum", "\(count) fourth powers of normal variables") { stream in
        let mean = SampleMean(stream.normals(count).map { $0 * $0 * $0 * $0 }).mean
        return World(truth: 3) {
          try GaussianLipschitzSum.meanFourthPower(mean, lipschitz: 1, samples: count, falseAlarm: $0)
        }
      },
    ]
  }

  private static func powerOfHalf(_ exponent: Int) -> Double { 1 / Double(1 << exponent) }
}
