import Foundation
import Testing
import Theory

@Suite struct ElementaryTests {
  enum Function: String, CaseIterable, Sendable {
    case exp
    case expm1
    case log
    case log1p
    case sin
    case cos

    var own: (Double) -> Double {
      switch self {
      case .exp: Elementary.exp
      case .expm1: Elementary.expm1
      case .log: Elementary.log
      case .log1p: Elementary.log1p
      case .sin: Elementary.sin
      case .cos: Elementary.cos
      }
    }

    var system: (Double) -> Double {
      switch self {
      case .exp: Foundation.exp
      case .expm1: Foundation.expm1
      case .log: Foundation.log
      case .log1p: Foundation.log1p
      case .sin: Foundation.sin
      case .cos: Foundation.cos
      }
    }

    /// Where the arguments of the comparison lie: (transform of a uniform number in (0, 1)).
    func argument(_ u: Double, wide: Bool) -> Double {
      switch self {
      case .exp: wide ? -744 + 1453 * u : 4 * u - 2
      case .expm1: wide ? -45 + 90 * u : 2 * u - 1
      case .log: wide ? Foundation.exp(-740 + 1449 * u) : 0.5 + u
      case .log1p: wide ? Foundation.exp(-300 + 600 * u) : 1.9 * u - 0.95
      case .sin, .cos: wide ? 2e6 * u - 1e6 : 8 * u - 4
      }
    }

    /// Allowed distance from the system's function, itself within 1 ulp: the stated bound and that.
    var allowedUlps: Double { self == .expm1 || self == .log1p ? 3 : 2 }
  }

  @Test("agree with the system's functions", arguments: Function.allCases, [true, false])
  func matchesSystem(function: Function, wide: Bool) {
    let (own, system) = (function.own, function.system)
    var worst = 0.0
    var place = 0.0
    for index in 1...20_000 {
      // Multiples of the golden ratio modulo 1 fill (0, 1) evenly.
      let u = (Double(index) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
      let x = function.argument(u, wide: wide)
      let expected = system(x)
      let distance = abs(own(x) - expected) / expected.ulp
      if !(distance <= worst) { (worst, place) = (distance, x) }
    }
    #expect(worst <= function.allowedUlps, "\(function.rawValue)(\(place)) is off by \(worst) ulp")
  }

  /// 36 digits from mpmath at 40 digits; the arguments are the doubles nearest to what is written.
  static let literals: [(Function, [(Double, String)])] = [
    (
      .exp,
      [
        (1, "2.7182818284590452353602874713526625"),
        (-1, "0.367879441171442321595523770161460867"),
        (0.5, "1.64872127070012814684865078781416357"),
        (10.25, "28282.5419203349790898937457721502432"),
        (-300.125, "4.54327075016392731250055015773748045e-131"),
        (700.5, "1.67218596206749855724103607930212031e+304"),
        (1e-05, "1.00001000005000016666790137288615466"),
      ]
    ),
    (
      .expm1,
      [
        (1e-10, "0.000000000100000000005000003643386398580766964"),
        (0.3, "0.349858807576003088997301031688634032"),
        (-0.4, "-0.329679953964360714139662054383406507"),
        (2.5, "11.1824939607034734380701759511679662"),
        (-3.75, "-0.976482254143990891763848814899567061"),
        (-0.7, "-0.503414696208590463242382388214435061"),
      ]
    ),
    (
      .log,
      [
        (2, "0.693147180559945309417232121458176568"),
        (10, "2.30258509299404568401799145468436421"),
        (0.9, "-0.105360515657826276555878211391389982"),
        (1.1, "0.0953101798043249407874448232921465905"),
        (1e+300, "690.775527898213705257902196660513681"),
        (1e-300, "-690.775527898213705180338344570100503"),
        (3.5, "1.25276296849536799568812062198500316"),
      ]
    ),
    (
      .log1p,
      [
        (1e-10, "0.0000000000999999999950000036435530645187605181"),
        (0.3, "0.262364264467491043495318874379750204"),
        (-0.4, "-0.5108256237659907202129482504755473"),
        (2.5, "1.25276296849536799568812062198500316"),
        (-0.75, "-1.38629436111989061883446424291635314"),
        (0.6, "0.470003629245735539773149223333885213"),
      ]
    ),
    (
      .sin,
      [
        (1, "0.841470984807896506652502321630299"),
        (0.5, "0.479425538604203000273287935215571388"),
        (3.140625, "0.000967653438782279464995290017679590108"),
        (100.25, "-0.277282856454851303353672057019435887"),
        (-2.5, "-0.598472144103956494051854702186162272"),
        (12345.75, "-0.651172693071386166851438953375891178"),
      ]
    ),
    (
      .cos,
      [
        (1, "0.540302305868139717400936607442976604"),
        (0.5, "0.877582561890372716116281582603829652"),
        (1.5703125, "0.000483826776020248693804876290776874061"),
        (100.25, "0.960788331276061203442344561362049986"),
        (-2.5, "-0.801143615546933714833502790467351664"),
        (12345.75, "0.758929590804152467770458887609836506"),
      ]
    ),
  ]

  @Test("agree with 36-digit literals within 2 ulp")
  func literals() throws {
    for (function, points) in Self.literals {
      for (x, text) in points {
        let expected = try #require(Double(text))
        let seen = function.own(x)
        #expect(abs(seen - expected) <= 2 * expected.ulp, "\(function.rawValue)(\(x)) = \(seen)")
      }
    }
  }

  @Test("take limits, subnormal and invalid arguments")
  func edges() {
    #expect(Elementary.exp(0) == 1 && Elementary.exp(-0.0) == 1)
    #expect(Elementary.exp(710) == .infinity && Elementary.exp(-746) == 0)
    #expect(Elementary.exp(.infinity) == .infinity && Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(.nan).isNaN)
    #expect(Elementary.exp(-745) == Double.leastNonzeroMagnitude)
    #expect(Elementary.expm1(0) == 0 && Elementary.expm1(-800) == -1 && Elementary.expm1(.nan).isNaN)
    #expect(Elementary.expm1(1e-300) == 1e-300)
    #expect(Elementary.log(0) == -.infinity && Elementary.log(1) == 0 && Elementary.log(-1).isNaN)
    #expect(Elementary.log(.infinity) == .infinity && Elementary.log(.nan).isNaN)
    #expect(abs(Elementary.log(Double.leastNonzeroMagnitude) + 744.440_071_921_381_3) <= 2e-13)
    #expect(Elementary.log1p(-1) == -.infinity && Elementary.log1p(-2).isNaN && Elementary.log1p(.nan).isNaN)
    #expect(Elementary.log1p(1e-300) == 1e-300 && Elementary.log1p(.infinity) == .infinity)
    #expect(Elementary.sin(0) == 0 && Elementary.cos(0) == 1)
    #expect(Elementary.sin(2e6).isNaN && Elementary.cos(.infinity).isNaN && Elementary.sin(.nan).isNaN)
  }
}
