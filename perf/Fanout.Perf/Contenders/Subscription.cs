using Fanout.Perf.Nodes;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Perf.Contenders;

/// <summary>What a client of ours sends first.</summary>
internal static class Subscription
{
    /// <summary>A frame that subscribes to topics.</summary>
    /// <param name="topics">Their names.</param>
    /// <param name="position">Where the client stands in all of them, in <see cref="MadeUpMatch.Epoch"/>; null: it has
    /// nothing yet.</param>
    public static byte[] To(IEnumerable<string> topics, uint? position = null)
    {
        var subscribe = new Subscribe { Ref = 1 };
        foreach (var topic in topics)
        {
            var request = new TopicRequest { Topic = topic };
            if (position is { } sequence)
                request.Position = new Position { Epoch = MadeUpMatch.Epoch, Seq = sequence };
            subscribe.Topics.Add(request);
        }
        return new ClientFrame { Subscribe = subscribe }.ToByteArray();
    }

    /// <summary>A client of ours that sends it.</summary>
    public static ClientProtocol Protocol(Func<int, IEnumerable<string>> topicsOf, uint? position = null) => new(
        "/v1/stream", "fanout.v1.proto", Text: false, client => To(topicsOf(client), position));
}
