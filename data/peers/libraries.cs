#:package Microsoft.ML@5.0.1
#:package Microsoft.ML.OnnxRuntime@1.31.1
#:package TorchSharp@0.107.0
#:package libtorch-cpu-linux-x64@2.10.0
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
// Answers requests of dotnet_.py, one line of JSON each: {"call": …, "inputs": {name: {"shape": […], "values": […]}}}
// gives {"shape": […], "values": […], "grad": {…}}.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Trainers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;
using F = TorchSharp.torch.nn.functional;

Dictionary<string, Func<float, float, double>> scalar = new()
{
    ["SquaredLoss"] = new SquaredLoss().Loss, ["PoissonLoss"] = new PoissonLoss().Loss,
    ["TweedieLoss"] = new TweedieLoss(1.5).Loss, ["LogLoss"] = new LogLoss().Loss, ["HingeLoss"] = new HingeLoss().Loss,
    ["SmoothedHingeLoss"] = new SmoothedHingeLoss().Loss, ["ExpLoss"] = new ExpLoss().Loss,
};
Dictionary<string, Func<Dictionary<string, Tensor>, Tensor>> tensors = new()
{
    ["l1_loss"] = x => F.l1_loss(x["input"], x["target"]),
    ["L1Loss"] = x => L1Loss().call(x["input"], x["target"]),
    ["mse_loss"] = x => F.mse_loss(x["input"], x["target"]),
    ["MSELoss"] = x => MSELoss().call(x["input"], x["target"]),
    ["huber_loss"] = x => F.huber_loss(x["input"], x["target"]),
    ["smooth_l1_loss"] = x => F.smooth_l1_loss(x["input"], x["target"]),
    ["cross_entropy"] = x => F.cross_entropy(x["input"], x["target"].to_type(ScalarType.Int64)),
    ["nll_loss"] = x => F.nll_loss(x["input"], x["target"].to_type(ScalarType.Int64)),
    ["binary_cross_entropy"] = x => F.binary_cross_entropy(x["input"], x["target"]),
    ["binary_cross_entropy_with_logits"] = x => F.binary_cross_entropy_with_logits(x["input"], x["target"]),
    ["kl_div"] = x => F.kl_div(x["input"], x["target"]),
    ["poisson_nll_loss"] = x => F.poisson_nll_loss(x["input"], x["target"]),
    ["gaussian_nll_loss"] = x => F.gaussian_nll_loss(x["input"], x["target"], x["var"]),
    ["GaussianNLLLoss"] = x => GaussianNLLLoss().call(x["input"], x["target"], x["var"]),
    ["hinge_embedding_loss"] = x => F.hinge_embedding_loss(x["input"], x["target"]),
    ["HingeEmbeddingLoss"] = x => HingeEmbeddingLoss().call(x["input"], x["target"]),
    ["margin_ranking_loss"] = x => F.margin_ranking_loss(x["input1"], x["input2"], x["target"]),
    ["soft_margin_loss"] = x => F.soft_margin_loss(x["input"], x["target"]),
    ["multi_margin_loss"] = x => F.multi_margin_loss(x["input"], x["target"].to_type(ScalarType.Int64)),
    ["MultiLabelMarginLoss"] = x =>
        MultiLabelMarginLoss().call(x["input"], x["target"].to_type(ScalarType.Int64)),
    ["multilabel_soft_margin_loss"] = x => F.multilabel_soft_margin_loss(x["input"], x["target"]),
    ["triplet_margin_loss"] = x => F.triplet_margin_loss(x["anchor"], x["positive"], x["negative"]),
    ["cosine_embedding_loss"] = x => F.cosine_embedding_loss(x["input1"], x["input2"], x["target"]),
    ["cosine_similarity"] = x => 1 - F.cosine_similarity(x["input"], x["target"]),
    ["ctc_loss"] = x => F.ctc_loss(x["log_probs"], x["targets"].to_type(ScalarType.Int64),
        x["input_lengths"].to_type(ScalarType.Int64), x["target_lengths"].to_type(ScalarType.Int64)),
};

while (Console.ReadLine() is { } line)
{
    JsonNode request = JsonNode.Parse(line)!;
    string call = (string)request["call"]!;
    Dictionary<string, (int[] Shape, double[] Values)> inputs = request["inputs"]!.AsObject().ToDictionary(
        pair => pair.Key, pair => (pair.Value!["shape"]!.AsArray().Select(x => (int)x!).ToArray(),
            pair.Value["values"]!.AsArray().Select(Number).ToArray()));
    Console.WriteLine(Answer(call, inputs, [.. request["grad"]!.AsArray().Select(x => (string)x!)],
        (string?)request["model"]).ToJsonString());
}

JsonObject Answer(string call, Dictionary<string, (int[] Shape, double[] Values)> inputs, string[] grad, string? model)
{
    if (scalar.TryGetValue(call, out Func<float, float, double>? loss))
    {
        double[] values = [.. inputs["input"].Values.Zip(inputs["target"].Values)
            .Select(pair => loss((float)pair.First, (float)pair.Second))];
        return Of([values.Length], values);
    }
    if (model is not null)
    {
        using InferenceSession session = new(Convert.FromBase64String(model));
        NamedOnnxValue[] named = [.. session.InputMetadata.Select(input => input.Value.ElementType == typeof(float)
            ? NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>(
                Array.ConvertAll(inputs[input.Key].Values, x => (float)x), inputs[input.Key].Shape))
            : NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<long>(
                Array.ConvertAll(inputs[input.Key].Values, x => (long)x), inputs[input.Key].Shape)))];
        using var results = session.Run(named);
        Tensor<float> output = results[0].AsTensor<float>();
        return Of(output.Dimensions.ToArray(), [.. output.Select(x => (double)x)]);
    }
    Dictionary<string, Tensor> x = inputs.ToDictionary(pair => pair.Key, pair => torch.tensor(pair.Value.Values,
        [.. pair.Value.Shape.Select(n => (long)n)], requires_grad: grad.Contains(pair.Key)));
    Tensor value = tensors[call](x);
    JsonObject answer = Of([.. value.shape.Select(n => (int)n)], value.detach().data<double>().ToArray());
    if (grad.Length > 0)
        value.sum().backward();
    foreach (string name in grad)
        answer["grad"]![name] = x[name].grad is { } slope ? Numbers(slope.data<double>().ToArray()) : null;
    return answer;
}

JsonObject Of(int[] shape, double[] values) => new()
{
    ["shape"] = new JsonArray([.. shape.Select(n => (JsonNode)n)]),
    ["values"] = Numbers(values),
    ["grad"] = new JsonObject(),
};

JsonArray Numbers(double[] values) => new([.. values.Select(value => double.IsFinite(value) ? (JsonNode)value
    : value.ToString(CultureInfo.InvariantCulture))]);

double Number(JsonNode? node) => node!.GetValueKind() == JsonValueKind.String
    ? double.Parse((string)node!, CultureInfo.InvariantCulture) : (double)node!;
