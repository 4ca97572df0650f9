using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// Every loss and every function is proved to be within its documented bound at drawn points.
/// </summary>
public class CertifyTests
{
    // 10,000 random and 1,000 extreme cases in the long form.
    private static int Cases(string name) => Exhaustive.IsAsked(name) ? 11_000 : 22;

    public static TheoryData<string> Losses => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_is_within_its_bound(string loss)
    {
        // Every eleventh case is extreme: there products of rows as they are overflow, and squares of logarithms beside
        // a prediction, and nothing bounds the result.
        int judged = loss is "n-pairs" or "interval-aft-log-normal" ? 3 : 5;
        Proved(Certify.Loss<float>(Card(loss), Cases(loss), 1, TestContext.Current.CancellationToken), judged);
        Proved(Certify.Loss<double>(Card(loss), Cases(loss), 1, TestContext.Current.CancellationToken), judged);
    }

    public static TheoryData<string> Functions => [.. Certify.Functions];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_is_within_its_bound(string function)
    {
        int points = 20 * Cases(function);
        Proved([Certify.Function<float>(function, points, 1, TestContext.Current.CancellationToken),
            Certify.Function<double>(function, points, 1, TestContext.Current.CancellationToken)]);
    }

    /// <summary>No enclosure is wider than 2⁻⁹⁰ times the sum of the absolute terms.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Enclosures_are_narrow(string loss)
        => Assert.All(Certify.Loss<double>(Card(loss), Cases(loss), 1, TestContext.Current.CancellationToken),
            certificate => Assert.InRange(certificate.Widest, 0, 1));

    // Exponentials and logarithms are enclosed, not known.
    [Fact]
    public void The_width_of_values_and_of_gradients_is_measured()
        => Assert.All(Certify.Loss<double>(Card("cross-entropy"), 22, 1, TestContext.Current.CancellationToken),
            certificate => Assert.InRange(certificate.Widest, double.Epsilon, 1));

    private static void Proved(IReadOnlyList<Certificate> certificates, int judged = 5)
    {
        Assert.All(certificates, certificate => Assert.True(certificate.Passed, certificate.ToString()));
        Assert.All(certificates, certificate => Assert.True(certificate.Points > judged * certificate.Unjudged,
            certificate.ToString()));
    }

    private static LossCard Card(string loss) => LossCatalog.Find(loss)!;
}
