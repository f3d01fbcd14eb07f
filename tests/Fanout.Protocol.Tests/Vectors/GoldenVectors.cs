using System.IO.Hashing;
using Fanout.Protocol.Messages;
using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>What the files in <c>Fanout.Protocol/vectors</c> must hold (its README describes them).</summary>
internal static class GoldenVectors
{
    /// <summary>Text of every file, by its path within the folder.</summary>
    public static SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["xxh32.json"] = Xxh32(),
            ["states/edges.json"] = States(EdgeStates.All),
            ["deltas/edges.json"] = Deltas<MatchState, MatchDelta>(EdgeDeltas.OfMatches),
            ["deltas/board.json"] = Deltas<BoardState, BoardDelta>(EdgeDeltas.OfBoards),
            ["deltas/score.json"] = Deltas<ScoreState, ScoreDelta>(ScoreSteps().Select(Minor0)),
            ["deltas/merged.json"] = Merged(),
            ["frames/client.json"] = Frames(SampleFrames.FromClients),
            ["frames/server.json"] = Frames(SampleFrames.FromServer),
            ["minor1/score.json"] = DeltasOfMinor1<ScoreState, ScoreDelta>(
                ScoreSteps().Where(static step => step.State.Cricket is not null)),
            ["minor1/board.json"] = DeltasOfMinor1<BoardState, BoardDelta>(EdgeDeltas.OfBoardsOfMinor1),
            ["minor1/server.json"] = Frames(SampleFrames.FromServerOfMinor1),
        };
        foreach (var sample in SampleMatches.All)
        {
            files[$"states/{sample.Sport}.json"] =
                States([("in play", sample.Match()), (sample.Steps[^1].Name, Walk(sample).Last().To)]);
            files[$"deltas/{sample.Sport}.json"] = Deltas<MatchState, MatchDelta>(
                Walk(sample)
                    .Select(step => (step.Name, step.From, Match.Diff(Match.From(step.From), Match.From(step.To)))));
        }
        return files;
    }

    private static IEnumerable<(string Name, MatchState From, MatchState To)> Walk(SampleMatches.Sample sample)
    {
        var from = sample.Match();
        foreach (var step in sample.Steps)
        {
            var to = from.Clone();
            step.Change(to);
            to = Match.From(to).ToMessage(); // in canonical order
            yield return (step.Name, from, to);
            from = to;
        }
    }

    private static string States(IEnumerable<(string Name, MatchState State)> cases) =>
        VectorFile.Of(cases, static (file, item) =>
    {
        var state = Match.From(item.State).ToMessage();
        file.Write("name", item.Name);
        file.Form("state", state);
        file.Hex("hex", state);
        file.Write("hash", Match.From(state).Hash);
        file.Write("parts", PlainHash.Parts(state), static (file, part) =>
        {
            file.Write("field", (uint)part.Field);
            if (part.Key is not null) file.Write("key", part.Key);
            file.Hex("hex", part.Bytes);
            file.Write("hash", XxHash32.HashToUInt32(part.Bytes));
        });
    });

    private static string Deltas<TState, TDelta>(IEnumerable<(string Name, TState State, TDelta Delta)> cases)
        where TState : class, IMessage<TState>, new()
        where TDelta : class, IMessage<TDelta>, new() =>
        VectorFile.Of(cases, static (file, item) => WriteDelta(file, item));

    private static string DeltasOfMinor1<TState, TDelta>(IEnumerable<(string Name, TState State, TDelta Delta)> cases)
        where TState : class, IMessage<TState>, new()
        where TDelta : class, IMessage<TDelta>, new() => VectorFile.Of(cases, static (file, item) =>
    {
        var (from, to) = WriteDelta(file, item);
        file.Write("fromHash1", from.Hash1);
        file.Write("hash1", to.Hash1);
    });

    private static (State<TState, TDelta> From, State<TState, TDelta> To) WriteDelta<TState, TDelta>(
        VectorFile file, (string Name, TState State, TDelta Delta) item)
        where TState : class, IMessage<TState>, new()
        where TDelta : class, IMessage<TDelta>, new()
    {
        var from = State<TState, TDelta>.From(item.State);
        var to = from.Apply(item.Delta);
        file.Write("name", item.Name);
        file.Form("json", item.Delta);
        file.Hex("from", from.ToMessage());
        file.Write("fromHash", from.Hash);
        file.Hex("delta", item.Delta);
        file.Hex("to", to.ToMessage());
        file.Write("hash", to.Hash);
        return (from, to);
    }

    private static IEnumerable<(string Name, ScoreState State, ScoreDelta Delta)> ScoreSteps() =>
        SampleMatches.All.SelectMany(Walk).Select(step => (
            $"{step.From.Sport}: {step.Name}",
            Projection<MatchState, ScoreState>.Of(step.From),
            Projection<MatchDelta, ScoreDelta>.Of(Match.Diff(Match.From(step.From), Match.From(step.To)))));

    /// <summary>What a server of minor 0 makes of the same.</summary>
    private static (string Name, ScoreState State, ScoreDelta Delta) Minor0(
        (string Name, ScoreState State, ScoreDelta Delta) step)
    {
        step.State.Cricket = null;
        step.Delta.Cricket = null;
        return step;
    }

    private static string Merged() => VectorFile.Of(SampleMatches.All, static (file, sample) =>
    {
        var steps = Walk(sample).ToList();
        var deltas = steps.Select(step => Match.Diff(Match.From(step.From), Match.From(step.To))).ToList();
        file.Write("name", sample.Sport);
        file.Hex("from", steps[0].From);
        file.Write("deltas", deltas, static (file, delta) => file.Hex("delta", delta));
        file.Hex("merged", deltas.Aggregate(Match.Compose));
        file.Hex("to", steps[^1].To);
        file.Write("hash", Match.From(steps[^1].To).Hash);
    });

    private static string Frames<T>(IEnumerable<(string Name, T Frame)> cases) where T : IMessage =>
        VectorFile.Of(cases, static (file, item) =>
    {
        file.Write("name", item.Name);
        file.Form("json", item.Frame);
        file.Hex("hex", item.Frame);
    });

    private static string Xxh32()
    {
        // Around the sizes at which the algorithm changes its path: 4-byte words and 16-byte stripes.
        int[] sizes = [0, 1, 2, 3, 4, 5, 7, 8, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 100, 255];
        return VectorFile.Of(sizes, static (file, size) =>
        {
            var bytes = Enumerable.Range(0, size).Select(i => (byte)((i * 37) + size)).ToArray();
            file.Hex("hex", bytes);
            file.Write("hash", XxHash32.HashToUInt32(bytes));
        });
    }
}
