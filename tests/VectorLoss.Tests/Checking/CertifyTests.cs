using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>
/// Every loss is proved to be within its documented bound at drawn points, and an error beyond the bound is found.
/// </summary>
public class CertifyTests
{
    // 10,000 random and 1,000 extreme cases in the long form.
    private static int Cases => Environment.GetEnvironmentVariable("VECTORLOSS_EXHAUSTIVE") == "1" ? 11_000 : 22;

    public static TheoryData<string> Losses => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_is_within_its_bound(string loss)
    {
        Proved(Certify.Loss<float>(Card(loss), Cases, 1, TestContext.Current.CancellationToken));
        Proved(Certify.Loss<double>(Card(loss), Cases, 1, TestContext.Current.CancellationToken));
    }

    public static TheoryData<string> Functions => [.. Certify.Functions];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_is_within_its_bound(string function)
    {
        int points = 20 * Cases;
        Proved([Certify.Function<float>(function, points, 1, TestContext.Current.CancellationToken),
            Certify.Function<double>(function, points, 1, TestContext.Current.CancellationToken)]);
    }

    /// <summary>The bound and two units in the last place more, in one element of a case.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void An_error_beyond_the_bound_is_found(string loss)
    {
        Found<float>(Card(loss));
        Found<double>(Card(loss));
    }

    /// <summary>No enclosure is wider than 2⁻⁹⁰ times the sum of the absolute terms.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Enclosures_are_narrow(string loss)
        => Assert.All(Certify.Loss<double>(Card(loss), Cases, 1, TestContext.Current.CancellationToken),
            certificate => Assert.InRange(certificate.Widest, 0, 1));

    private static void Proved(IReadOnlyList<Certificate> certificates)
    {
        Assert.All(certificates, certificate => Assert.True(certificate.Passed, certificate.ToString()));
        Assert.All(certificates, certificate => Assert.True(certificate.Points > 5 * certificate.Unjudged,
            certificate.ToString()));
    }

    private static void Found<T>(LossCard card) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int planted = 0;
        LossOutcome Wrong(LossRequest request)
        {
            LossOutcome right = LossTool.Run<T>(request);
            double[]? bounds = Bounds<T>(request);
            double[] values = [.. right.Value.Values];
            int at = planted == 0 && bounds is not null ? Array.FindIndex(values, value => value != 0) : -1;
            if (at < 0 || !double.IsFinite(bounds![at]) || !double.IsFinite(values[at]))
                return right;
            planted++;
            double ulp = double.CreateTruncating(T.BitIncrement(T.CreateTruncating(Math.Abs(values[at]))))
                - Math.Abs(values[at]);
            // Half a unit of the result itself was within the bound already.
            values[at] += (2 * bounds[at]) + (2 * ulp);
            return right with { Value = right.Value with { Values = values } };
        }
        IReadOnlyList<Certificate> certificates = Certify.Loss<T>(card, 22, 1, Wrong, CancellationToken.None);
        Assert.True(planted == 0 == certificates[0].Passed, $"{planted} planted: {certificates[0]}");
    }

    private static double[]? Bounds<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return LossTool.Bounds<T>(request).Value.Values;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static LossCard Card(string loss) => LossCatalog.Find(loss)!;
}
