using System.Text;
using Fanout.Fuzz.Checking;
using Fanout.Server.Http;
using Fanout.Server.Sse;
using Fanout.Server.Topics;
using Microsoft.AspNetCore.Http;

namespace Fanout.Fuzz.Targets;

/// <summary>What HTTP readers ask for: a line of query, then <c>Last-Event-ID</c>.</summary>
internal static class Queries
{
    private const int AllocatedFixed = 64 * 1024;
    private const int AllocatedPerByte = 256;

    public static void Check(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString($"?{(end < 0 ? text : text[..end])}");
        if (end >= 0) request.Headers["Last-Event-ID"] = text[(end + 1)..];
        Allocation.Within(AllocatedFixed + ((long)AllocatedPerByte * input.Length), () => Read(request));
    }

    private static bool Read(HttpRequest request)
    {
        if (MatchQuery.TryParse(request.Query, out var query, out var problem)) Law.Holds(query.Limit is >= 1 and <= MatchQuery.LimitMax);
        else Law.Holds(problem.Length > 0);
        foreach (var topic in request.Query["topic"]) HasOneName(topic ?? "");
        if (PositionText.TryParse(request.Query["after"].ToString(), out var position))
        {
            Law.Holds(PositionText.TryParse(PositionText.Of(position), out var same));
            Law.Same(position, same);
        }
        if (SseRequest.TryParse(request, out var asked, out problem)) StandsThere(asked);
        else Law.Holds(problem.Length > 0);
        return true;
    }

    private static void HasOneName(string text)
    {
        ClientMessages.HasOneName(text);
        if (!TopicName.TryParseBoardPath(text, out var name, out _)) return;
        Law.Holds(TopicName.TryParse(name.ToString(), out var same, out _)); // however it was spelt
        Law.Same(name, same);
    }

    /// <summary>The id of where it stands says where it stands.</summary>
    private static void StandsThere(SseRequest asked)
    {
        Law.Holds(asked.Topics.Count is >= 1 and <= SseRequest.TopicsMax);
        Law.Same(asked.Topics.Count, asked.Subscribe.Topics.Count);
        var id = EventId.Write(asked.Topics, [.. asked.Came], []);
        Law.Holds(EventId.Read(asked.Topics, id).SequenceEqual(asked.Came));
    }
}
