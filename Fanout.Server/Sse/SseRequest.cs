using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Messages;
using Fanout.Server.Http;
using Fanout.Server.Topics;

namespace Fanout.Server.Sse;

/// <summary>What a reader of events asks for: topics, a delay, and where it stands.</summary>
internal sealed record SseRequest(
    IReadOnlyList<TopicName> Topics, TopicPosition?[] Came, Subscribe Subscribe)
{
    public const int TopicsMax = 50;

    public static bool TryParse(
        HttpRequest request, [NotNullWhen(true)] out SseRequest? parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = null;
        var names = request.Query["topic"];
        if (names.Count is 0 or > TopicsMax)
        {
            problem = $"topic: {names.Count} topics; 1 to {TopicsMax} are possible";
            return false;
        }
        // the rest of the API says delaySeconds; who says so here, too, must not be shown what is live
        var name = request.Query.ContainsKey("delay") ? "delay" : "delaySeconds";
        if (!ReadHorizon.TryReadDelay(name, request.Query[name], out var delaySeconds, out problem))
            return false;

        var topics = new List<TopicName>();
        foreach (var text in names)
        {
            if (!TopicName.TryParse(text ?? "", out var topic, out problem))
                return false;
            if (!topics.Contains(topic))
                topics.Add(topic);
        }
        // A browser that reconnects by itself says it in the header; a page that was loaded anew in the query.
        var id = request.Headers["Last-Event-ID"].ToString();
        var positions = EventId.Read(topics, id.Length > 0 ? id : request.Query["after"]);
        var subscribe = new Subscribe { Ref = 1 };
        for (var index = 0; index < topics.Count; index++)
        {
            subscribe.Topics.Add(new TopicRequest
            {
                Topic = topics[index].ToString(),
                DelaySeconds = delaySeconds,
                Position = positions[index]?.ToMessage(),
            });
        }
        parsed = new SseRequest(topics, positions, subscribe);
        return true;
    }
}
