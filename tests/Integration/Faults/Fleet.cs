using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Faults;

/// <summary>Server processes over one log, a feed that pushes to them without end, and a crowd that follows what comes of it.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int MatchCount = 20;

    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(500); // of each match
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // for what takes seconds where all is well

    private Fleet(IReadOnlyList<ServerProcess> nodes, IReadOnlyList<ServerProcess> ingest)
    {
        (Nodes, Ingest) = (nodes, ingest);
        Pusher = new EventPusher(ingest, MatchCount, EventInterval);
    }

    /// <summary>The processes that serve readers.</summary>
    public IReadOnlyList<ServerProcess> Nodes { get; }

    /// <summary>Those that take events; they may be the same.</summary>
    public IReadOnlyList<ServerProcess> Ingest { get; }

    public EventPusher Pusher { get; }

    public Crowd Crowd { get; private set; } = null!;

    /// <summary>One process that does everything, over the embedded log.</summary>
    public static async Task<Fleet> StartEmbeddedAsync(int clientCount)
    {
        var server = await ServerProcess.StartAsync("--dev");
        return await StartAsync([server], [server], clientCount);
    }

    /// <summary>Returns once every client has seen an event that was pushed after it came.</summary>
    private static async Task<Fleet> StartAsync(
        IReadOnlyList<ServerProcess> nodes, IReadOnlyList<ServerProcess> ingest, int clientCount)
    {
        var fleet = new Fleet(nodes, ingest);
        try
        {
            await fleet.Pusher.StartAsync();
            await Consistency.UntilKnownAsync(nodes, MatchCount);
            fleet.Crowd = new Crowd(nodes, clientCount, MatchCount);
            await fleet.Mark().ReachedAsync();
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Now, as a moment to count from.</summary>
    public Mark Mark() => new(Crowd, Pusher.Sent, Patience);

    /// <summary>
    /// Lets everything that is under way come to rest and holds all that anybody saw against the log
    /// (<see cref="Consistency"/>); then the events go on.
    /// </summary>
    public async Task VerifyAsync()
    {
        using var pause = await Pusher.PauseAsync();
        await new Consistency(Nodes, Crowd, Pusher.Acknowledged, Patience).VerifyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Pusher.DisposeAsync();
        if (Crowd is not null)
            await Crowd.DisposeAsync();
        foreach (var process in Nodes.Union(Ingest))
            await process.DisposeAsync();
    }
}
