using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Client;
using Fanout.Client.Reading;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Cli.Matches;

/// <summary>Follows a match: a line for each change, and one for each time that it stops being live.</summary>
internal static class MatchWatch
{
    public static async Task<int> RunAsync(
        FanoutClientOptions options, string id, uint delaySeconds, bool json, CancellationToken cancellation)
    {
        // Asked once over HTTP first: a server that is away now is an error, one that goes away later is waited for.
        using (var reader = new FanoutReader(options))
            await reader.FindAsync(id, cancellation);
        await using var client = new FanoutClient(options);
        client.ConnectionChanged += (_, changed) =>
        {
            if (!cancellation.IsCancellationRequested) // else it is we who leave
                Console.Error.WriteLine(Plain.Text(Words(options, changed)));
        };
        using var subscription = client.Match(id, delaySeconds);
        subscription.Waiting += static (_, waiting) => Console.Error.WriteLine(Plain.Text(string.Create(
            CultureInfo.InvariantCulture,
            $"not live: {waiting.Reason.Message}; asked again in {waiting.Wait.TotalSeconds:0} s")));

        Match? before = null;
        await foreach (var update in subscription.ReadAllAsync(cancellation))
        {
            if (json)
                Console.WriteLine(ProtoJson.ToText(Document(update.State, update.Position)));
            else
                Print(before, update.State, update.Position, options.Time.GetUtcNow(), subscription.GrantedDelaySeconds);
            before = update.State;
        }
        return ExitCode.Done;
    }

    private static string Words(FanoutClientOptions options, ConnectionChangedEventArgs changed) => changed.IsConnected
        ? $"connected to {options.Server}"
        : $"not live: {changed.Cause?.Message ?? "the server closed the connection"}";

    private static MatchDocument Document(Match state, Position position) =>
        new() { Position = position, StateHash = state.Hash, Match = state.ToMessage() };

    private static void Print(Match? before, Match now, Position position, DateTimeOffset time, uint delaySeconds)
    {
        foreach (var line in Lines(before, now, position, time, delaySeconds))
            Console.WriteLine(line);
    }

    /// <param name="before">What was shown last; null: nothing.</param>
    /// <param name="now">What is the case now, for this reader.</param>
    /// <param name="position">Where that is in the match's stream.</param>
    /// <param name="time">Now.</param>
    /// <param name="delaySeconds">How far behind live the reader is: its clock is that of then.</param>
    internal static IEnumerable<string> Lines(
        Match? before, Match now, Position position, DateTimeOffset time, uint delaySeconds)
    {
        var head = now.Head;
        var clockMs = time.ToUnixTimeMilliseconds() - (delaySeconds * 1000L);
        var standing = MatchWords.Standing(head.Status, head.Phase, head.Clock, clockMs);
        var detail = MatchWords.IsUnderWay(head.Status) ? MatchDetail.Of(head) : "";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{time:HH:mm:ss} #{position.Seq} {MatchWords.Side(head.Participants, 0)} {MatchWords.Score(head.Score, head.Cricket)} {MatchWords.Side(head.Participants, 1)}  {standing}{(detail.Length > 0 ? $"  {detail}" : "")}");
        foreach (var incident in now.Elements<Incident>(MatchState.IncidentsFieldNumber).InOrder())
        {
            var known = before?.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(incident.Id);
            if (before is not null && !incident.Equals(known) && incident.Visibility != Visibility.Types.Value.Hidden)
                yield return $"         {MatchWords.Incident(incident)}";
        }
    }
}
