using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Retelling;

/// <summary>Stands for the last word on each part of a match's state; 0 where none was said.</summary>
internal readonly record struct StateDigests(ulong Status, ulong Phase, ulong Clock, ulong Score, ulong Coverage)
{
    public StateDigests After(ScoreEvent told) => new(
        told.Status is null ? Status : ToldMatch.DigestOf(told.Status),
        told.Phase is null ? Phase : ToldMatch.DigestOf(told.Phase),
        told.Clock is null ? Clock : ToldMatch.DigestOf(told.Clock),
        told.Score is null ? Score : ToldMatch.DigestOf(told.Score),
        told.Coverage is null ? Coverage : ToldMatch.DigestOf(told.Coverage));
}
