using System.Net;
using System.Text.Json;
using Fanout.Client;
using Fanout.Client.Reading;
using Fanout.Integration.Tests.Processes;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Integration.Tests.Faults;

/// <summary>
/// Holds what clients saw against the log, while nothing is pushed: the nodes agree on every match, every client has exactly
/// that, each event that was acknowledged is in it, and no position ever had two states.
/// </summary>
internal sealed class Consistency(
    IReadOnlyList<ServerProcess> nodes, Crowd crowd, IReadOnlyList<int> acknowledged, TimeSpan patience)
{
    private static readonly JsonReadOptions Generous = new() { BytesMax = 16 * 1024 * 1024 };
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns once every node has every match.</summary>
    public static async Task UntilKnownAsync(IReadOnlyList<ServerProcess> nodes, int matchCount)
    {
        foreach (var node in nodes)
        {
            using var reader = new FanoutReader(new FanoutClientOptions { Server = node.Address });
            for (var match = 0; match < matchCount; match++)
            {
                while (await reader.FindAsync(ScriptedMatches.IdOf(match), TestContext.Current.CancellationToken) is null)
                    await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    public async Task VerifyAsync()
    {
        var truth = new List<MatchDocument>();
        for (var match = 0; match < acknowledged.Count; match++)
        {
            truth.Add(await AgreedAsync(match));
            AssertComplete(match, truth[match].Match);
            await NoteLogAsync(match, truth[match]);
        }
        await Watch.AllAsync(
            crowd.Followers,
            follower => follower.Last is { } last && truth[follower.Match] is var there
                && last.Position.Equals(there.Position) && last.Hash == there.StateHash,
            TimeProvider.System.GetTimestamp(),
            patience);
        Assert.Empty(crowd.Ledger.Contradictions);
        Assert.Empty(crowd.Followers.Select(static follower => follower.Fault).OfType<string>());
    }

    /// <summary>What all nodes say of a match, once they say the same.</summary>
    private async Task<MatchDocument> AgreedAsync(int match)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var documents = new List<MatchDocument>();
            foreach (var node in nodes)
                documents.Add(await ReadAsync<MatchDocument>(node, $"v1/matches/{ScriptedMatches.IdOf(match)}"));
            var first = documents[0];
            if (documents.TrueForAll(other => other.Position.Equals(first.Position) && other.StateHash == first.StateHash)
                && first.Match.Score.Home >= acknowledged[match])
            {
                return first;
            }
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < patience,
                $"match {match}, of which {acknowledged[match]} events are acknowledged: "
                + string.Join(", ", documents.Select(static other => $"{other.Position} {other.StateHash:x8} {other.Match.Score.Home}:0")));
            await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private void AssertComplete(int match, MatchState state)
    {
        var goals = state.Incidents.Select(static incident => incident.Id).ToHashSet();
        var missing = Enumerable.Range(1, acknowledged[match]).Select(ScriptedMatches.GoalOf).Where(goal => !goals.Contains(goal));
        Assert.Empty(missing.Select(goal => $"match {match} lacks {goal}, which was acknowledged"));
        Assert.Equal(acknowledged[match], state.Score.Home);
    }

    /// <summary>Enters what the log says of every position into the ledger, which clients have filled.</summary>
    private async Task NoteLogAsync(int match, MatchDocument document)
    {
        var path = $"v1/matches/{ScriptedMatches.IdOf(match)}/log";
        LogPage page;
        var position = new Position { Epoch = document.Position.Epoch };
        do
        {
            page = await ReadAsync<LogPage>(nodes[0], $"{path}?after={await FirstAsync(path, position)}");
            foreach (var entry in page.Entries)
                crowd.Ledger.Note(match, new Position { Epoch = position.Epoch, Seq = entry.Seq }, entry.StateHash, "the log");
            position = page.Position;
        }
        while (page.More);
        Assert.Equal(document.Position, position);
        crowd.Ledger.Note(match, document.Position, document.StateHash, "HTTP");
    }

    /// <summary>The position itself, or the first one after it that the log still has.</summary>
    private async Task<string> FirstAsync(string path, Position position)
    {
        var asked = $"{position.Epoch}-{position.Seq}";
        using var http = new HttpClient { BaseAddress = nodes[0].Address };
        using var answer = await http.GetAsync(new Uri($"{path}?after={asked}", UriKind.Relative), TestContext.Current.CancellationToken);
        if (answer.StatusCode != HttpStatusCode.Gone)
            return asked;
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return problem.RootElement.GetProperty("first").GetString()!;
    }

    private static async Task<T> ReadAsync<T>(ServerProcess node, string path)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        var body = await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return ProtoJson.Read<T>(body.AsSpan(), Generous).Message;
    }
}
