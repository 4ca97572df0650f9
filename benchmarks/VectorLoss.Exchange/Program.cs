using System.Diagnostics;
using System.Globalization;
using VectorLoss.Mpi;

// mpiexec -n 2 VectorLoss.Exchange [numbers] [rounds]: the exchange of gradients beside MPI_Allreduce, in turns. Both
// are verified first; rank 0 prints medians over the rounds of the slowest rank.
using MpiWorld world = MpiWorld.Join();
MpiGradientExchange<float> exchange = new(world);
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 51;
float[] numbers = GC.AllocateArray<float>(count, pinned: true), sums = GC.AllocateArray<float>(count, pinned: true);

void Fill()
{
    for (int i = 0; i < count; i++)
        numbers[i] = ((i * 7919L) + (world.Rank * 104729L)) % 1000 - 500;
}

void Ours()
{
    exchange.Begin(numbers);
    exchange.Finish();
}

void Verify(float[] result, string name)
{
    for (int i = 0; i < count; i++)
    {
        // Whole numbers below 2²⁴: every order of addition gives the same.
        float sum = Enumerable.Range(0, world.Size).Sum(rank => (((i * 7919L) + (rank * 104729L)) % 1000) - 500);
        if (result[i] != sum)
            throw new InvalidOperationException($"{name}: number {i} is {result[i]}, not {sum}");
    }
}

double Time(Action work)
{
    double[] own = [0], all = new double[world.Size];
    world.Gather<double>(own, all);
    long start = Stopwatch.GetTimestamp();
    work();
    own[0] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    world.Gather<double>(own, all);
    return all.Max();
}

Fill();
Ours();
Verify(numbers, "exchange");
Fill();
MpiReference.Sum(numbers, sums);
Verify(sums, "MPI_Allreduce");
List<double> ours = [], theirs = [];
Array.Clear(numbers);
for (int round = 0; round < rounds; round++)
{
    theirs.Add(Time(() => MpiReference.Sum(numbers, sums)));
    ours.Add(Time(Ours));
}
if (world.Rank == 0)
{
    double a = ours.Order().ElementAt(rounds / 2), b = theirs.Order().ElementAt(rounds / 2);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{world.Size} processes, {count} floats: exchange {a:F0} µs, MPI_Allreduce {b:F0} µs, ratio {a / b:F2}"));
}
