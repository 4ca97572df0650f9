using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Losses of whole rows take the inputs that their card names, all of them and no others.</summary>
public class RowInputTests
{
    private readonly float[] rows = [1, 2, 3, 4, 2, 3, 5, 7], targets = [1, 2, 3, 5, 2, 4, 5, 7], one = [1, 2];

    [Fact]
    public void Boxes_have_no_label_and_no_third_input()
    {
        GeneralizedBoxOverlap loss = new();
        RowInputs<float> inputs = new() { First = rows, Second = targets, Columns = 4 };
        Assert.True(double.IsFinite(loss.Value(inputs)));
        Refused("Labels has 2 elements", new() { First = rows, Second = targets, Labels = one, Columns = 4 });
        Refused("Third has 8 elements", new() { First = rows, Second = targets, Third = rows, Columns = 4 });
        Refused("Second has 2 elements", new() { First = rows, Second = one, Columns = 4 });
        Refused("Second has 0 elements", new() { First = rows, Second = [], Columns = 4 });
        Refused("Columns is 2; a row of giou has 4 equal parts", new() { First = rows, Second = targets, Columns = 2 });
        Refused("FirstLengths has 2 elements",
            new() { First = rows, Second = targets, FirstLengths = one, Columns = 4 });

        void Refused(string words, in RowInputs<float> inputs)
            => Refuses(words, inputs, (in RowInputs<float> given) => loss.Value(given));
    }

    [Fact]
    public void Mixtures_have_one_target_a_row()
    {
        float[] mixtures = [.. rows, 1, 1, 0, 0];
        GaussianMixture loss = default;
        RowInputs<float> inputs = new() { First = mixtures, Second = [], Labels = one, Columns = 6 };
        Assert.True(double.IsFinite(loss.Value(inputs)));
        Refused("Labels has 0 elements", new() { First = mixtures, Second = [], Columns = 6 });
        Refused("Labels has 8 elements", new() { First = mixtures, Second = [], Labels = rows, Columns = 6 });
        Refused("Second has 12 elements", new() { First = mixtures, Second = mixtures, Labels = one, Columns = 6 });
        Refused("a row of gaussian-mixture-nll has 3 equal parts",
            new() { First = rows, Second = [], Labels = one, Columns = 4 });

        void Refused(string words, in RowInputs<float> inputs)
            => Refuses(words, inputs, (in RowInputs<float> given) => loss.Value(given));
    }

    [Fact]
    public void What_a_loss_of_rows_compares_is_given()
    {
        CosineEmbedding pairs = new();
        TripletMargin triplets = new();
        Refuses("Labels has 0 elements, rows of First has 2", new() { First = rows, Second = targets, Columns = 4 },
            (in RowInputs<float> given) => pairs.Value(given));
        Refuses("Third has 0 elements, First has 8", new() { First = rows, Second = targets, Columns = 4 },
            (in RowInputs<float> given) => triplets.Value(given));
        Refuses("Columns ('0') must be", new() { First = rows, Second = targets, Columns = 0 },
            (in RowInputs<float> given) => new CosineDistance().Value(given));
        Refuses("no whole rows of 3 Columns", new() { First = rows, Second = targets, Columns = 3 },
            (in RowInputs<float> given) => new CosineDistance().Value(given));
    }

    private static void Refuses(string words, in RowInputs<float> inputs, Call call)
    {
        try
        {
            call(inputs);
        }
        catch (ArgumentException refused)
        {
            Assert.Contains(words, refused.Message);
            return;
        }
        Assert.Fail($"{words}: nothing was refused");
    }

    private delegate double Call(in RowInputs<float> inputs);
}
