"""Runs a loss of PyTorch and takes the gradients of inputs, in double on one thread."""
import torch

WHOLE = {"labels", "targets", "input_lengths", "target_lengths"}
torch.set_num_threads(1)


def run(call, inputs, grad):
    tensors = {
        name: torch.tensor(values, dtype=torch.int64 if name in WHOLE else torch.float64)
        for name, values in inputs.items()
    }
    for name in grad:
        tensors[name].requires_grad_(True)
    value = call(**tensors)
    if grad:
        value.sum().backward()
    return value.detach().numpy(), {name: tensors[name].grad.numpy() for name in grad}
