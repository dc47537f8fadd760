import Testing
import Theory

/// The numeric routines over their stated ranges, at the ends and beyond, against 30-digit figures of an independent
/// program (mpmath at 50 digits).
@Suite struct NumericRangeTests {
  // MARK: - Student's law and the incomplete beta function

  @Test(
    arguments: [
      (1e200, 1, 3.18309886183790681172013950419558e-201), (1e200, 0.01, 0.00485263285755869993637675886422),
      (1e101, 2, 5.00000000000000022950486734754664e-203),
      (1e100, 3, 1.10265779084358404641631265928411e-300),
      (1e99, 3, 1.10265779084358420707373683744725e-297), (1e300, 1e-5, 0.496525999208087674458542049489927),
      (1.5e100, 1, 2.12206590789193791392051466784145e-101),
      (1e120, 2.5, 7.19339719083172277449327751661008e-301),
      (1e50, 0.01, 0.153453724784569231133922871851476), (1, 0.01, 0.485251139549625823214209883888161),
      (1e30, 6, 3.37499999999999959733634701721603e-179), (1e-3, 0.3, 0.49977068091276883492901774908286),
      (1, 1e-12, 0.499999999992745671130790596338219), (1e-5, 1e-300, 0.5),
    ] as [(Double, Double, Double)])
  func `the tail of Student's law from the middle to 1e-300`(t: Double, nu: Double, tail: Double) throws {
    let law = try StudentT(degreesOfFreedom: nu)
    #expect(abs(try law.upperTail(t) - tail) <= 1e-13 * tail)
    #expect(try law.cumulative(-t) == law.upperTail(t))
  }

  @Test func `the tail of Student's law falls to the smallest numbers and then to zero`() throws {
    let cauchy = try StudentT(degreesOfFreedom: 1)
    #expect(abs(try cauchy.upperTail(1e308) - 0.318309886183790668043023 / 1e308) <= 0x1p-1073)
    #expect(try StudentT(degreesOfFreedom: 5).upperTail(1e200) == 0)
    #expect(try cauchy.upperTail(.infinity) == 0 && cauchy.upperTail(-1e300) == 1)
    #expect(try StudentT(degreesOfFreedom: 1e15).upperTail(40) == 0)
    // The two formulas meet at t = 1e100 sqrt(nu).
    for nu in [0.01, 0.5, 1, 2.9] {
      let law = try StudentT(degreesOfFreedom: nu)
      let edge = 1e100 * nu.squareRoot()
      let ratio = try law.upperTail(edge * 0.999999) / law.upperTail(edge * 1.000001)
      #expect(abs(ratio - Elementary.exp(nu * 2e-6)) <= 1e-12)
    }
    #expect(throws: TheoryError.self) { try StudentT(degreesOfFreedom: 1.1e15) }
  }

  @Test(
    arguments: [
      (0, 0.01, 0.049656651972511491224224869982736), (1e150, 1, 3.1830988618379068373820592900835e-301),
      (3, 1e15, 0.0044318484119380758692527377353159), (25, 1e6, 8.4361170160481096588355823869536e-137),
      (1e-8, 3, 0.36755259694786134183737786901789), (1e80, 2.5, 1.7983492977079306020465636411436e-280),
    ] as [(Double, Double, Double)])
  func `the density of Student's law`(t: Double, nu: Double, density: Double) throws {
    let error = 4e-16 * (1 + abs(Elementary.log(density)))
    #expect(abs(try StudentT(degreesOfFreedom: nu).density(t) - density) <= error * density)
  }

  @Test(
    arguments: [
      (1e15, 1e15, 0.5, 0.499999999999999999999999975377502),
      (1e15, 1e15, 0.49999998, 0.0368191351359904162028875944301), (1e5, 1e5, 0.5, 0.5),
      (1e5, 1e5, 0.497, 0.00364495236471399629532583043253363), (99_999, 99_999, 0.5, 0.5),
      (1e5, 2e7, 0.0049, 7.54266390478467243224240909631226e-7),
      (1e6, 1e6, 0.499, 0.00233884940693150475024756810996802),
      (5e14, 0.5, 1 - 1e-15, 0.317503987022116011497040070109412),
      (40_000, 1e12, 3.9e-8, 2.32028701929842529366583050293791e-7),
      (1e5, 1e5, 0.485, 2.32697880880908896905169143234302e-41),
      (2e5, 1e9, 0.000195, 2.37246592009157474706971236668826e-29),
      (1e-3, 2, 0.3, 0.99949590940632457544540685893821),
      (1e-10, 1e-10, 0.2, 0.499999999930685281954675667497029),
    ] as [(Double, Double, Double, Double)])
  func `the incomplete beta function to 1e15`(a: Double, b: Double, x: Double, value: Double) throws {
    let seen = try IncompleteBeta.regularized(x, complement: 1 - x, a: a, b: b)
    // 1e-13, and what the rounding of 1 - x does to the value.
    #expect(abs(seen - value) <= 1e-12 * value)
    let other = try IncompleteBeta.regularized(1 - x, complement: x, a: b, b: a)
    #expect(abs(seen + other - 1) <= 1e-14)
  }

  @Test func `an incomplete beta function that does not converge is an error`() throws {
    #expect(throws: TheoryError.self) {
      try IncompleteBeta.regularized(1 - 2.54e-11, complement: 2.54e-11, a: 2_196_496, b: 1e-10)
    }
    for (a, b) in [(1.1e15, 1.0), (1, 1.1e15), (0, 1), (-1, 1), (.nan, 1)] {
      #expect(throws: TheoryError.self) {
        try IncompleteBeta.regularized(0.5, complement: 0.5, a: a, b: b)
      }
    }
    #expect(try IncompleteBeta.regularized(0.003322, complement: 0.996678, a: 1e12, b: 3e14) == 0)
  }

  @Test func `the series and the fraction meet where one takes over from the other`() throws {
    // x at 1 and at 4 standard deviations below the mean, on either side of min(a, b) = 10^5.
    for deviations in [0.0, 1, 4] {
      let values = try [99_999.0, 100_000].map { a in
        let x = 0.5 - deviations * 0.5 / (2 * a + 1).squareRoot()
        return try IncompleteBeta.regularized(x, complement: 1 - x, a: a, b: a)
      }
      #expect(abs(values[0] / values[1] - 1) <= 1e-4 / 9)
    }
  }

  // MARK: - The failure of a margin

  @Test(
    arguments: [
      (1, 1000, 20, 0, 1.034284234816396617187181207708e-151),
      (1, 300, 20, 0, 4.31847430305352942109148414256261e-46),
      (3, 2000, 20, 0, 4.65146768889744448816505947446157e-126),
      (3, 64, 20, 0, 0.000220033613687847705213193664001136),
      (1, 4, 20, 0, 0.490541702948788168325129206648468),
      (3, 396, 1_000_000, 0.5, 0.00982002489857706479836956434239463),
      (1, 100, 20, -3, 2.33900222203306075161388436587874e-62),
      (5, 1000, 20, -1, 2.12619991493487258236141410383615e-128), (1, 1, 20, 0, 0.900000095367431640625),
      (3, 1_000_000, 20, 0.99, 6.60159923339889196994874381125388e-8),
      (1, 1850, 20, 0, 8.78120139710724079151279844702851e-280), (3, 1000, 20, 1.5, 1),
    ] as [(Int, Int, Int, Double, Double)])
  func `the exact failure of a margin, however rare`(
    sparsity: Int, width: Int, tokens: Int, margin: Double, failure: Double
  ) throws {
    let law = try A4WidthForMargin(sparsity: sparsity, positionDimension: width)
    #expect(abs(try law.failureProbability(tokens: tokens, margin: margin) - failure) <= 1e-11 * failure)
    #expect(try failure <= (1 + 1e-12) * law.failureBound(tokens: tokens, margin: margin))
  }

  @Test func `a failure below the smallest numbers is zero`() throws {
    let law = try A4WidthForMargin(sparsity: 3, positionDimension: 1_000_000_000)
    #expect(try law.failureProbability(tokens: 20, margin: 0) == 0)
  }

  // MARK: - Chi-square mixtures

  /// One weight 1 and n weights w: the convolution of two chi-square laws by quadrature.
  @Test(
    arguments: [
      (660, 10, 6600, 0.50622246828251135977685302736403),
      (660, 10, 1000, 2.94360706493598125687454690566e-151),
      (660, 10, 8000, 0.99985604402945111611578535897264),
      (324, 100, 20_000, 7.6914149079982373640917537545267e-9),
      (1, 1000, 1, 0.014056550641669259966900048213397), (1, 1000, 5000, 0.97463802314555608887407030882875),
    ] as [(Int, Double, Double, Double)])
  func `a mixture whose first coefficients are below all Doubles`(
    count: Int, weight: Double, r: Double, probability: Double
  ) throws {
    var law = try ChiSquareMixture(weights: [1] + [Double](repeating: weight, count: count))
    // Large r first: what is kept must serve small r too.
    _ = try law.distribution(at: 1.2 * r)
    let ends = try law.distribution(at: r)
    #expect(ends.lowerBound <= probability && probability <= ends.upperBound, "\(ends)")
    #expect(ends.upperBound - ends.lowerBound <= 1e-10 * probability)
  }

  @Test func `a mixture's probability below all Doubles is enclosed, and what needs too many terms refused`()
    throws
  {
    var law = try ChiSquareMixture(weights: [1] + [Double](repeating: 10, count: 660))
    // 4.0294228636698611e-462.
    let ends = try law.distribution(at: 100)
    #expect(ends.lowerBound == 0 && ends.upperBound > 0 && ends.upperBound <= 1.1e-289)
    var wide = try ChiSquareMixture(weights: [1e-300, 1e300])
    #expect(throws: TheoryError.self) { try wide.distribution(at: 1e-290) }
    let small = try wide.distribution(at: 1e-300)
    #expect(small.lowerBound > 0 && small.lowerBound < small.upperBound)
    // P(chi^2_1 <= 1e-600) = 8e-301.
    var large = try ChiSquareMixture(weights: [1e300])
    let tiny = try large.distribution(at: 1e-300)
    #expect(tiny.lowerBound == 0 && tiny.upperBound > 8e-301)
  }

  @Test(
    arguments: [
      (1, 1e-10, 7.978845607895672944010543780972e-6), (1, 3, 0.91673548333644959814508067950091),
      (7, 2.5, 0.072902934986526234991507974382494), (500, 480, 0.26765006985401580080947442201532),
      (10_000, 10_000, 0.50188063403381735534809701488384),
      (10_000, 9700, 0.016250795177709931033904928682085),
      (10_000, 10_400, 0.99741518650464619134924444307214),
    ] as [(Int, Double, Double)])
  func `the chi-square law to 10,000 degrees of freedom`(nu: Int, x: Double, probability: Double) throws {
    let seen = try ChiSquareLaw.cumulative([x], degreesOfFreedom: nu)[0]
    #expect(abs(seen - probability) <= (nu <= 500 ? 1e-12 : 1e-10) * probability)
    #expect(throws: TheoryError.self) { try ChiSquareLaw.cumulative([.infinity], degreesOfFreedom: nu) }
  }

  // MARK: - The normal tail

  @Test(
    arguments: [
      (-40, 1), (-8, 0.99999999999999937790394257282159), (-0.25, 0.59870632568292372424085379158103),
      (1e-300, 0.5), (0.25, 0.40129367431707627575914620841897),
      (0.4999999, 0.30853757393252045396790336248235),
      (3.5, 0.00023262907903552503634992588672798), (15, 3.6709661993127508857860896553347e-51),
      (30, 4.9067139271481870595338092565802e-198),
    ] as [(Double, Double)])
  func `the normal tail`(x: Double, tail: Double) throws {
    #expect(abs(try GaussianTail.upper(x) - tail) <= (x < 0 ? 2e-16 : 1e-14 * tail))
  }

  @Test(
    arguments: [
      (0, [0.5, 0.39894228040143267793994605993438, 0.5, 0.79788456080286535587989211986876, 1.5]),
      (
        0.3,
        [
          0.38208857781104736692772637723622, 0.2667612421172098810420245637617,
          0.30206020517588440557676373886904, 0.44290442268165444376456195195534,
          0.77330928872315688851814950871536,
        ]
      ),
      (
        4,
        [
          0.000031671241833119921253770756722151, 7.1452584324056667589914615520807e-6,
          3.0902081034972542178049105138286e-6, 1.929684450822316646763281048847e-6,
          1.5518865072024960663616073460976e-6,
        ]
      ),
      (
        30,
        [
          4.9067139271481870595338092565802e-198, 1.6319567340914011893504890710173e-199,
          1.0843724873983491482342043528154e-200, 1.0796005987754933998365083588464e-201,
          1.4315665868567245193087981906973e-202,
        ]
      ),
    ] as [(Double, [Double])])
  func `the partial moments of the normal law`(x: Double, moments: [Double]) throws {
    for (seen, moment) in zip(try GaussianTail.partialMoments(over: x), moments) {
      #expect(abs(seen - moment) <= 2e-14 * moment)
    }
    #expect(throws: TheoryError.self) { try GaussianTail.partialMoments(over: -x - 1) }
  }
}
