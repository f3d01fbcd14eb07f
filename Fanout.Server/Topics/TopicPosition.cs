using Fanout.Log;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Topics;

/// <summary>Where a reader stands in a topic's stream. Epochs are compared for equality only.</summary>
internal readonly record struct TopicPosition(uint Epoch, uint Seq)
{
    public static TopicPosition From(MatchPosition position) => new(position.Epoch, position.Sequence);

    public static TopicPosition? From(Position? position) =>
        position is null ? null : new TopicPosition(position.Epoch, position.Seq);

    public Position ToMessage() => new() { Epoch = Epoch, Seq = Seq };

    public MatchPosition ToLog() => new(Epoch, Seq);

    public override string ToString() => $"{Epoch}-{Seq}";
}
