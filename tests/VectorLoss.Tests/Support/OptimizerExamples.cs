using System.Numerics;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>Every optimiser with its options, by the names of data/optimizers/recorded.csv: one row buys every
/// law.</summary>
internal static class OptimizerExamples
{
    public static TheoryData<string> Names =>
    [
        "sgd", "sgd decay", "sgd momentum", "sgd dampening", "sgd nesterov", "momentum", "momentum decay", "adam",
        "adam decay", "adamw", "adamw decay", "amsgrad", "amsgrad decay", "nadam", "nadam decay", "radam",
        "radam decay", "radam torch", "radam torch decay", "rmsprop", "rmsprop momentum", "rmsprop centred",
        "rmsprop all", "adagrad", "adagrad decay", "lion", "lion decay",
    ];

    public static Optimizer<T> Make<T>(string name, NonFiniteGradient policy = NonFiniteGradient.Throw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            "sgd" => new Sgd<T> { OnNonFiniteGradient = policy },
            "sgd decay" => new Sgd<T>(0.01) { OnNonFiniteGradient = policy },
            "sgd momentum" => new Sgd<T>(momentum: 0.9) { OnNonFiniteGradient = policy },
            "sgd dampening" => new Sgd<T>(0.01, 0.8, 0.3) { OnNonFiniteGradient = policy },
            "sgd nesterov" => new Sgd<T>(0.01, 0.9, nesterov: true) { OnNonFiniteGradient = policy },
            "momentum" => new Momentum<T> { OnNonFiniteGradient = policy },
            "momentum decay" => new Momentum<T>(0.8, 0.01) { OnNonFiniteGradient = policy },
            "adam" => new Adam<T> { OnNonFiniteGradient = policy },
            "adam decay" => new Adam<T>(0.8, 0.99, 1e-6, 0.01) { OnNonFiniteGradient = policy },
            "adamw" => new AdamW<T> { OnNonFiniteGradient = policy },
            "adamw decay" => new AdamW<T>(0.8, 0.99, 1e-6, 0.1) { OnNonFiniteGradient = policy },
            "amsgrad" => new AmsGrad<T> { OnNonFiniteGradient = policy },
            "amsgrad decay" => new AmsGrad<T>(weightDecay: 0.01) { OnNonFiniteGradient = policy },
            "nadam" => new NAdam<T> { OnNonFiniteGradient = policy },
            "nadam decay" => new NAdam<T>(0.95, 0.99, 1e-8, 0.01, 0.01) { OnNonFiniteGradient = policy },
            "radam" => new RAdam<T> { OnNonFiniteGradient = policy },
            "radam decay" => new RAdam<T>(0.8, 0.99, 1e-6, 0.01) { OnNonFiniteGradient = policy },
            "radam torch" => new RAdam<T>(threshold: 5) { OnNonFiniteGradient = policy },
            "radam torch decay" => new RAdam<T>(weightDecay: 0.01, threshold: 5) { OnNonFiniteGradient = policy },
            "rmsprop" => new RmsProp<T> { OnNonFiniteGradient = policy },
            "rmsprop momentum" => new RmsProp<T>(momentum: 0.9) { OnNonFiniteGradient = policy },
            "rmsprop centred" => new RmsProp<T>(centred: true) { OnNonFiniteGradient = policy },
            "rmsprop all" => new RmsProp<T>(0.9, 1e-6, 0, 0.5, true) { OnNonFiniteGradient = policy },
            "adagrad" => new Adagrad<T> { OnNonFiniteGradient = policy },
            "adagrad decay" => new Adagrad<T>(0.01, weightDecay: 0.01) { OnNonFiniteGradient = policy },
            "lion" => new Lion<T> { OnNonFiniteGradient = policy },
            "lion decay" => new Lion<T>(0.95, 0.98, 0.1) { OnNonFiniteGradient = policy },
            _ => throw new ArgumentException($"No optimiser is called {name}.", nameof(name)),
        };
}
