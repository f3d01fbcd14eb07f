using Microsoft.AspNetCore.SignalR;

namespace Fanout.Perf.Peers.SignalR;

/// <summary>What clients call.</summary>
internal sealed class TopicHub : Hub
{
    /// <summary>The group of a topic.</summary>
    public static string GroupOf(int topic) => $"t{topic}";

    /// <summary>Joins the groups of some topics in a row.</summary>
    public async Task Subscribe(int first, int count)
    {
        for (var topic = first; topic < first + count; topic++)
            await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(topic));
    }
}
