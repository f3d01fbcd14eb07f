using CsCheck;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.States;

public sealed class CanonicalEncodingTests
{
    [Fact]
    public void It_is_what_protobuf_writes_for_a_message_without_unknown_fields()
    {
        MessageGen.Of<MatchState>()
            .Sample(state => Assert.Equal(state.ToByteArray(), CanonicalBytes(state)), iter: 300);
        MessageGen.Of<BoardState>()
            .Sample(state => Assert.Equal(state.ToByteArray(), CanonicalBytes(state)), iter: 300);
    }

    [Fact]
    public void It_grows_with_a_part_of_any_size()
    {
        foreach (var length in new[] { 1, 127, 128, 505, 512, 20_000 })
        {
            var incident = new Incident { Id = "i1", Text = new string('ü', length), Reason = "r" };
            var state = new MatchState { Incidents = { incident } };
            Assert.Equal(state.ToByteArray(), CanonicalBytes(state));
        }
    }

    [Fact]
    public void The_hash_does_not_cover_what_came_after_minor_0_at_any_depth()
    {
        // A later field, number 500, as a newer peer would send it: in the state, in a plain message, in an element of
        // a keyed list.
        byte[] later = [0xA2, 0x1F, 0x02, 0x68, 0x69];
        var state = new MatchState
        {
            Id = "m1",
            Competition = new Competition { Id = "c1" },
            Incidents = { new Incident { Id = "i1" } },
        };
        var newer = state.Clone();
        newer.MergeFrom(later);
        newer.Competition.MergeFrom(later);
        newer.Incidents[0].MergeFrom(later);
        Assert.Equal(state.CalculateSize() + (3 * later.Length), newer.CalculateSize());

        Assert.Equal(Match.From(state).Hash, Match.From(newer).Hash);
    }

    [Fact]
    public void The_hash_of_nothing_is_0() => Assert.Equal(0u, Match.Empty.Hash);

    private static byte[] CanonicalBytes(IMessage message)
    {
        var bytes = new List<byte>();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var writer = CanonicalWriter.Begin();
            CanonicalPlan.Of(field).Prepend(writer, message);
            bytes.AddRange(writer.Written);
        }
        return [.. bytes];
    }
}
