using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fanout.Protocol.Messages;
using Fanout.Server.Topics;

namespace Fanout.Server.Sse;

/// <summary>What a reader of events asks for: topics, a delay, and where it stands.</summary>
internal sealed record SseRequest(
    IReadOnlyList<TopicName> Topics, IReadOnlyList<TopicPosition?> Came, Subscribe Subscribe)
{
    public const int TopicsMax = 50;
    public const uint DelaySecondsMax = 120;

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
        if (!TryDelay(request.Query["delay"], out var delaySeconds, out problem))
            return false;

        var topics = new List<TopicName>();
        foreach (var name in names)
        {
            if (!TopicName.TryParse(name ?? "", out var topic, out problem))
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

    private static bool TryDelay(string? text, out uint delaySeconds, [NotNullWhen(false)] out string? problem)
    {
        delaySeconds = 0;
        problem = string.IsNullOrEmpty(text)
            || (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out delaySeconds) && delaySeconds <= DelaySecondsMax)
                ? null
                : $"delay: \"{text}\" is not a number of seconds from 0 to {DelaySecondsMax}";
        return problem is null;
    }
}
