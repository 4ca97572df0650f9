using System.Buffers.Binary;
using System.Numerics;

namespace VectorLoss.Tests.Ledger;

/// <summary>
/// SHA-256 of 64-bit numbers, as FIPS 180-4 describes it. The one of the class library asks for OpenSSL on Linux, which
/// is missing where programs of another processor run in an emulator.
/// </summary>
internal sealed class Sha256
{
    private const int Words = 16, Rounds = 64;

    private static readonly uint[] Constants = [.. Primes(Rounds).Select(prime => Fraction(Math.Cbrt(prime)))];

    private readonly uint[] state = [.. Primes(8).Select(prime => Fraction(Math.Sqrt(prime)))];
    private readonly uint[] schedule = new uint[Rounds];
    private ulong count;
    private int used;

    /// <summary>Appends the eight bytes of a number, the lowest first.</summary>
    public void Append(ulong value)
    {
        count++;
        ulong bytes = BinaryPrimitives.ReverseEndianness(value);
        Append((uint)(bytes >> 32), (uint)bytes);
    }

    /// <summary>The first eight of the 32 bytes of the digest. Nothing may be appended after it.</summary>
    public ulong Finish()
    {
        Append(0x8000_0000, 0);
        while (used != Words - 2)
        {
            Append(0, 0);
        }
        ulong bits = count * 64;
        Append((uint)(bits >> 32), (uint)bits);
        return ((ulong)state[0] << 32) | state[1];
    }

    private void Append(uint first, uint second)
    {
        schedule[used] = first;
        schedule[used + 1] = second;
        used += 2;
        if (used == Words)
        {
            Compress();
            used = 0;
        }
    }

    private void Compress()
    {
        uint[] w = schedule;
        for (int i = Words; i < Rounds; i++)
        {
            uint near = w[i - 2], far = w[i - 15];
            w[i] = w[i - 16] + Mix(far, 7, 18, far >> 3) + w[i - 7] + Mix(near, 17, 19, near >> 10);
        }
        uint a = state[0], b = state[1], c = state[2], d = state[3];
        uint e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < Rounds; i++)
        {
            uint choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
            uint first = h + Mix(e, 6, 11, BitOperations.RotateRight(e, 25)) + choice + Constants[i] + w[i];
            uint second = Mix(a, 2, 13, BitOperations.RotateRight(a, 22)) + majority;
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }
        uint[] sums = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < sums.Length; i++)
        {
            state[i] += sums[i];
        }
    }

    private static uint Mix(uint word, int one, int two, uint third)
        => BitOperations.RotateRight(word, one) ^ BitOperations.RotateRight(word, two) ^ third;

    // The standard takes the first 32 bits behind the point of roots of primes; a double holds 47 of them and more.
    private static uint Fraction(double root) => (uint)((root - Math.Floor(root)) * 4294967296.0);

    private static IEnumerable<int> Primes(int count) => Enumerable.Range(2, 400)
        .Where(number => Enumerable.Range(2, number - 2).All(divisor => number % divisor != 0)).Take(count);
}
