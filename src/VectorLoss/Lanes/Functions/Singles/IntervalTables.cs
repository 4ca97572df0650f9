using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Polynomials of floats in sixteen intervals: columns of sixteen coefficients, the constant first. Written by
/// data/functions/intervals.py.
/// </summary>
internal static class IntervalTables
{
    // Aligned to cache lines: with columns that lie across two, AVX2 took 15 to 30 % longer.
    private static readonly unsafe float* columns = Aligned();

    /// <summary>Seven columns of <see cref="SingleTanh"/>: the centre, the value there, five coefficients.</summary>
    public static unsafe ref readonly float Tanh => ref *columns;

    // The first interval is at place 12, because the bits of 1.0 say so: there the centre is 0, and the polynomial is
    // that of tanh u − u.
    private static ReadOnlySpan<float> OfTanh =>
    [
        // centre
        0.7789643f, 1.1041646f, 1.3947628f, 1.6888942f, 2.1657305f, 2.7645564f, 3.406675f, 4.0458417f, 5.0246587f,
        6.254197f, 7.5130444f, 8.664345f, 0.0f, 0.23887065f, 0.3963133f, 0.5471542f,
        // tanh of the centre, rounded
        0.6521118f, 0.80199f, 0.88421434f, 0.9340062f, 0.9740446f, 0.9920924f, 0.9978044f, 0.99938804f, 0.9999136f,
        0.9999926f, 0.9999994f, 0.99999994f, 0.0f, 0.23442875f, 0.37679008f, 0.4983843f,
        // u
        0.5747502f, 0.3568119f, 0.218165f, 0.12763241f, 0.051237024f, 0.015752636f, 0.0043863743f, 0.0012235562f,
        1.7293896e-4f, 1.4788793e-5f, 1.1928068e-6f, 1.1922442e-7f, 0.0f, 0.9450432f, 0.85802925f, 0.7516131f,
        // u²
        -0.374802f, -0.28616333f, -0.19290718f, -0.11921006f, -0.049904782f, -0.015626252f, -0.004376015f,
        -0.0012225902f, -1.7240585e-4f, -1.4743021e-5f, -1.1893671e-6f, -1.189037e-7f, 7.7278696e-7f, -0.22154452f,
        -0.32329604f, -0.37459162f,
        // u³
        0.052819166f, 0.11060741f, 0.09784992f, 0.06879382f, 0.031536575f, 0.01025966f, 0.002904857f, 8.135852e-4f,
        1.13637565e-4f, 9.737267e-6f, 7.8283335e-7f, 7.915254e-8f, -0.33338004f, -0.26309785f, -0.16421469f,
        -0.0638601f,
        // u⁴
        0.090574406f, 0.007255656f, -0.021871315f, -0.024433816f, -0.014161296f, -0.0050300467f, -0.0014641471f,
        -4.131367e-4f, -6.134438e-5f, -5.2625073e-6f, -4.2234507e-7f, -4.24375e-8f, 8.290902e-4f, 0.13503353f,
        0.1691385f, 0.1563706f,
        // u⁵
        -0.0630354f, -0.03656227f, -0.008324823f, 0.002969019f, 0.0042811553f, 0.0017952806f, 5.709712e-4f,
        1.6966775e-4f, 2.810113e-5f, 2.3571336e-6f, 1.9745985e-7f, 1.7280795e-8f, 0.12844703f, 0.0803262f,
        0.013651876f, -0.037855823f,
    ];

    private static unsafe float* Aligned()
    {
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(OfTanh.Length * sizeof(float)), 64);
        OfTanh.CopyTo(new(memory, OfTanh.Length));
        return memory;
    }
}
