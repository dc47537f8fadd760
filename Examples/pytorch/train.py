"""Trains a fully connected network and an attention layer on sparse token selection and saves both as safetensors.

pip install torch==2.5.1 safetensors==0.4.5; python train.py
"""

import torch
from safetensors.torch import save_file

T, d, q = 4, 2, 2
torch.manual_seed(1)
torch.set_num_threads(1)


def examples(count):
    """Tokens, count x T x d, and the 0/1 indicators of the subsets, count x T."""
    tokens = torch.randn(count, T, d)
    chosen = torch.rand(count, T).argsort(dim=1) < q
    return tokens, chosen.float()


def target(tokens, chosen):
    return torch.einsum("ntd,nt->nd", tokens, chosen) / q


def train(model, parameters, steps, rate):
    optimizer = torch.optim.Adam(parameters, lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        tokens, chosen = examples(256)
        loss = ((model(tokens, chosen) - target(tokens, chosen)) ** 2).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return loss.item()


# A fully connected network whose first layer has 4 neurons where T d = 8 are needed.
network = torch.nn.Sequential(
    torch.nn.Linear(T * d + T, 4), torch.nn.ReLU(), torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, d)
)
loss = train(lambda x, y: network(torch.cat([x.flatten(1), y], dim=1)), network.parameters(), 4000, 2e-3)
print(f"network: last batch's squared error {loss:.4f}")
save_file(network.state_dict(), "network.safetensors")

# One head of attention on one-hot positions: V X softmax(W e_y), from zero.
value = torch.zeros(d, d, requires_grad=True)
attention = torch.zeros(T, T, requires_grad=True)


def attend(tokens, chosen):
    weights = torch.softmax(chosen @ attention.T, dim=1)
    return torch.einsum("ntd,nt->nd", tokens, weights) @ value.T


loss = train(attend, [value, attention], 2000, 1e-2)
print(f"attention: last batch's squared error {loss:.4f}")
save_file({"value": value.detach(), "attention": attention.detach()}, "attention.safetensors")
