using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Spans;

/// <summary>Work on units, such as rows, that do not depend on each other and have a number each.</summary>
internal interface IUnitWork
{
    /// <summary>Does units from one on.</summary>
    /// <param name="start">The first.</param>
    /// <param name="units">How many.</param>
    /// <param name="numbers">Receives the number of each; or is empty, where only their sum is asked for.</param>
    /// <returns>The sum of the numbers, added in the order of the units.</returns>
    double Run(int start, int units, Span<double> numbers);
}

/// <summary>
/// The sum of the numbers of units that several threads may compute. The numbers are added in the order of their units,
/// so the sum has the bits of one thread, whoever computed which of them.
/// </summary>
internal static class UnitSum
{
    // Units whose numbers wait for their addition at a time: 128 KB.
    private const int Group = 1 << 14;

    // Work on so few elements stays on the caller's thread, and nobody looks at the clock.
    private const long FewElements = 1 << 14;

    // What is left must take longer than this to be worth a second thread: to wake it takes 5 to 50 µs.
    private static readonly TimeSpan Worthwhile = TimeSpan.FromMicroseconds(100);

    // A piece is long beside the call of a kernel and short beside what is worthwhile.
    private static readonly TimeSpan OfPiece = TimeSpan.FromMicroseconds(20);

    // A clock of 25 ns and the call of a kernel are small beside this.
    private static readonly TimeSpan OfTrial = TimeSpan.FromMicroseconds(5);

    /// <summary>Whether units of so many elements each may be worth more than one thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayPay(int units, long elements, int threads)
        => threads > 1 && units > 1 && (double)units * elements > FewElements;

    /// <summary>The sum.</summary>
    /// <param name="work">The work.</param>
    /// <param name="units">How many units there are.</param>
    /// <param name="elements">Elements that the work on a unit looks at.</param>
    /// <param name="grain">How many units are computed side by side: pieces are whole multiples.</param>
    /// <param name="threads">How many threads may work, the caller included.</param>
    public static double Of<TWork>(scoped in TWork work, int units, long elements, int grain, int threads)
        where TWork : struct, IUnitWork, allows ref struct
        => MayPay(units, elements, threads) ? Shared(work, units, grain, threads) : work.Run(0, units, default);

    // The first units show how long the others will take, because losses differ by a factor of 1,000.
    private static double Shared<TWork>(scoped in TWork work, int units, int grain, int threads)
        where TWork : struct, IUnitWork, allows ref struct
    {
        double total = 0;
        double[] room = ArrayPool<double>.Shared.Rent(Math.Min(units, Group));
        try
        {
            int done = 0;
            TimeSpan taken;
            long begin = Stopwatch.GetTimestamp();
            do
            {
                Span<double> trial = room.AsSpan(0, Math.Min(Math.Clamp(done, grain, Group), units - done));
                work.Run(done, trial.Length, trial);
                total = Add(trial, total);
                done += trial.Length;
                taken = Stopwatch.GetElapsedTime(begin);
            }
            while (taken < OfTrial && done < units);
            TimeSpan unit = taken / done;
            int piece = unit * (units - done) < Worthwhile ? Group
                : Math.Clamp((int)Math.Ceiling(OfPiece / unit / grain), 1, Group / grain) * grain;
            for (int count; done < units; done += count)
            {
                count = Math.Min(Group, units - done);
                Span<double> numbers = room.AsSpan(0, count);
                Workers.Run(new Job<TWork>(work, done, piece, numbers), (count + piece - 1) / piece, threads);
                total = Add(numbers, total);
            }
            return total;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
        }
    }

    private static double Add(ReadOnlySpan<double> numbers, double total)
    {
        foreach (double number in numbers)
            total += number;
        return total;
    }

    private readonly ref struct Job<TWork>(TWork work, int start, int piece, Span<double> numbers) : IJob
        where TWork : struct, IUnitWork, allows ref struct
    {
        private readonly TWork work = work;
        private readonly Span<double> numbers = numbers;

        public void Run(int index)
        {
            int from = index * piece;
            int count = Math.Min(piece, numbers.Length - from);
            work.Run(start + from, count, numbers.Slice(from, count));
        }
    }
}
