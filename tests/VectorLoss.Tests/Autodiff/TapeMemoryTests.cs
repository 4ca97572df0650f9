using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

public class TapeMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        Tape<float> tape = new(threads);
        (Var loss, _) = TapeTests.Classifier(tape);
        Var x = tape.Parameter(new(5, 3)), y = tape.Parameter(Shape.Row(3)), t = tape.Input(new(5, 3));
        Var z = tape.Add(tape.Softmax(tape.Multiply(x, y)), tape.Tanh(tape.Transpose(tape.Reshape(x, new(3, 5)))));
        Var products = tape.Mean(tape.LogSoftmax(tape.MatMul(x, y, transposeB: true)));
        Var total = tape.Add(loss, tape.Add(tape.Loss(new Huber(1), z, t), products));
        Allocations.None(() => Step(tape, total));
    }

    [Fact]
    public void Evaluation_takes_no_memory_for_gradients()
    {
        Tape<float> tape = new();
        Var x = tape.Parameter(new(300, 300)), y = tape.Sum(tape.Multiply(x, x));
        tape.Forward();
        tape.Forward();
        Assert.Equal((0, true), (tape.GradientElements, tape.ValueElements >= 180_001));
        tape.Backward(y);
        Assert.True(tape.GradientElements >= 180_001);
    }

    [Fact]
    public void Recording_again_after_a_rewind_takes_no_new_memory()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(30, 40));
        Mark mark = tape.Mark();
        (long Values, long Gradients) once = default;
        for (int i = 0; i < 10; i++)
        {
            tape.Rewind(mark);
            Var y = x;
            for (int layer = 0; layer < 10; layer++)
                y = tape.Tanh(y);
            tape.ForwardBackward(tape.Sum(y));
            if (i == 0)
                once = (tape.ValueElements, tape.GradientElements);
        }
        Assert.Equal(once, (tape.ValueElements, tape.GradientElements));
    }

    [Fact]
    public unsafe void Tensors_start_on_cache_lines_and_never_move()
    {
        Tape<float> tape = new();
        List<(Var Variable, nint Address)> leaves = [];
        for (int size = 1; size < 70_000; size = size * 3 + 1)
            leaves.Add((tape.Parameter(Shape.Row(size)), 0));
        for (int i = 0; i < leaves.Count; i++)
            leaves[i] = (leaves[i].Variable, Address(tape, leaves[i].Variable));
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.All(leaves, leaf =>
        {
            Assert.Equal(0, leaf.Address % 64);
            Assert.Equal(leaf.Address, Address(tape, leaf.Variable));
        });
    }

    [Fact]
    public void Tensors_do_not_overlap()
    {
        Arena<int> arena = new();
        Segment[] segments = [.. Enumerable.Range(1, 300).Select(length => arena.Take(length * 7))];
        for (int i = 0; i < segments.Length; i++)
            arena[segments[i]].Fill(i);
        for (int i = 0; i < segments.Length; i++)
            Assert.Equal(-1, arena[segments[i]].IndexOfAnyExcept(i));
        long capacity = arena.Capacity;
        arena.Rewind(segments[99]);
        Segment again = arena.Take(segments[100].Length);
        Assert.Equal(segments[100], again);
        Assert.Equal(capacity, arena.Capacity);
    }

    // Gradients that are sent together lie together, wherever the memory before them ends.
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(16_000)]
    public void What_was_reserved_lies_side_by_side(int before)
    {
        Arena<float> arena = new();
        arena.Take(before);
        int chunk = (1 << 16) / sizeof(float), line = AlignedMemory<float>.PerLine;
        for (int round = 0; round < 3; round++)
        {
            int[] lengths = [chunk / 2, chunk / 4, 7, chunk / 4];
            arena.Reserve(lengths.Sum(), lengths.Length);
            Segment[] parts = [.. lengths.Select(arena.Take)];
            for (int i = 1; i < parts.Length; i++)
                Assert.Equal((parts[0].Chunk, parts[i - 1].Start + ((lengths[i - 1] + line - 1) / line * line)),
                    (parts[i].Chunk, parts[i].Start));
        }
    }

    private static unsafe nint Address(Tape<float> tape, Var variable)
    {
        fixed (float* first = tape.Values(variable))
            return (nint)first;
    }

    private static void Step(Tape<float> tape, Var scalar)
    {
        tape.Forward();
        tape.Backward(scalar);
        tape.ForwardBackward(scalar, GradientMode.Accumulate, 0.5);
        tape.Gradient(tape.Parameters[0]);
    }
}
