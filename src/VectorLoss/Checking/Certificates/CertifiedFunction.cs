using System.Globalization;
using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Checking;

/// <summary>A function whose results are laid beside enclosures; every register gives the bits of one number.</summary>
internal static class CertifiedFunction
{
    public static Certificate Certificate<T>(
        NamedFunction function, int points, int seed, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CertificateTally<T> tally = new(function.Name, typeof(T) == typeof(float) ? function.Float : function.Double);
        Random random = new(seed);
        for (int i = 0; i < points; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            T x = T.CreateTruncating(function.Draw(random)), y = T.CreateTruncating(function.Draw(random));
            double wideX = double.CreateTruncating(x), wideY = double.CreateTruncating(y);
            double found = double.CreateTruncating(function.Of<Lane1<T>>(new(x), new(y)).Number);
            Enclosure truth = function.Of(Enclosure.Of(wideX), Enclosure.Of(wideY));
            tally.Add(found, truth, double.NaN, double.NaN, 0, () => string.Create(CultureInfo.InvariantCulture,
                $"{function.Name}({wideX:R}{(function.Arguments == 2 ? $", {wideY:R}" : "")})"));
        }
        return tally.Certificate;
    }
}
