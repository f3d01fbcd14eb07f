using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters.Fuzzing;

/// <summary>What became wrong.</summary>
/// <param name="Kind">The same for what has the same cause, as far as can be seen.</param>
/// <param name="Text">For people.</param>
internal sealed record FuzzFailure(string Kind, string Text);

/// <summary>Documents that one adapter is given one after another.</summary>
internal sealed class FuzzInput
{
    private const int DocumentsMax = 3;
    private const int ShrinkingsMax = 2_000; // readings
    private const int ShownBytesMax = 2_000;

    private static readonly TimeSpan ShrinkingTimeMax = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<(string Name, byte[] Bytes)> _documents;

    private FuzzInput(IReadOnlyList<(string Name, byte[] Bytes)> documents) => _documents = documents;

    /// <summary>The input of a seed: a file damaged in different ways, or different files, and now and then one that is whole.</summary>
    /// <param name="files">The files.</param>
    /// <param name="seed">The same makes the same.</param>
    /// <param name="several">Whether the adapter compares documents, so that there may be several.</param>
    public static FuzzInput Draw(IReadOnlyList<(string Name, byte[] Bytes)> files, int seed, bool several)
    {
        var random = new Random(seed);
        var file = files[random.Next(files.Count)];
        var documents = new List<(string Name, byte[] Bytes)>();
        for (var left = several ? random.Next(1, DocumentsMax + 1) : 1; left > 0; left--)
        {
            if (random.Next(4) == 0) file = files[random.Next(files.Count)];
            documents.Add((file.Name, random.Next(4) == 0 ? file.Bytes : Mutation.Of(file.Bytes, random)));
        }

        return new FuzzInput(documents);
    }

    /// <summary>What is wrong with what the adapter makes of it; null: nothing.</summary>
    public FuzzFailure? Failure(string format)
    {
        try
        {
            return Read(format);
        }
#pragma warning disable CA1031 // Any exception is what is looked for.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var place = failure.StackTrace?.Split('\n').FirstOrDefault(static line => line.Contains("Fanout.Ingest.", StringComparison.Ordinal));
            return new FuzzFailure($"{failure.GetType().Name} {place?.Trim()}", failure.ToString());
        }
    }

    /// <summary>The smallest input that was found to fail in the same way, as text.</summary>
    public string Shrunk(string format, string kind)
    {
        var documents = _documents.ToList();
        var (left, began) = (ShrinkingsMax, TimeProvider.System.GetTimestamp());
        for (var i = documents.Count - 1; i >= 0 && documents.Count > 1; i--)
            Try([.. documents[..i], .. documents[(i + 1)..]]);
        for (var i = 0; i < documents.Count; i++)
        {
            for (var size = documents[i].Bytes.Length / 2; size > 0; size /= 2)
            {
                for (var at = 0; at < documents[i].Bytes.Length && left > 0;)
                {
                    var (name, bytes) = documents[i];
                    var end = Math.Min(at + size, bytes.Length);
                    if (!Try([.. documents[..i], (name, [.. bytes[..at], .. bytes[end..]]), .. documents[(i + 1)..]])) at += size;
                }
            }
        }

        return string.Join("\n", documents.Select(static one =>
            $"--- {one.Name}, {one.Bytes.Length} bytes\n{Encoding.Latin1.GetString(one.Bytes, 0, Math.Min(one.Bytes.Length, ShownBytesMax))}"));

        bool Try(List<(string Name, byte[] Bytes)> smaller)
        {
            if (--left <= 0 || TimeProvider.System.GetElapsedTime(began) > ShrinkingTimeMax) return false;
            if (new FuzzInput(smaller).Failure(format)?.Kind != kind) return false;
            documents = smaller;
            return true;
        }
    }

    private FuzzFailure? Read(string format)
    {
        var adapter = FeedFormats.Shipped.Find(format)!.Open();
        var normaliser = new OfflineNormaliser();
        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (name, bytes) in _documents)
        {
            var problems = new List<ReadProblem>();
            foreach (var told in adapter.Read([FeedFile.OfBytes(name, bytes)], problems.Add))
            {
                // What is brought in the canonical form may be anything; what an adapter made up itself must be an event.
                if (format != "canonical" && WrongWith(told, last) is { } wrong) return new FuzzFailure(wrong[..wrong.IndexOf(':')], $"{wrong} {told}");
                var verdict = normaliser.Accept(format, told.Clone());
                if (format != "canonical" && verdict.Outcome == Outcome.Rejected)
                    return new FuzzFailure($"{verdict.Reason} {verdict.Detail?.Split(' ')[0]}", $"{verdict.Reason} {verdict.Detail}: {told}");
            }

            if (problems.Exists(static problem => problem.Text.Length == 0)) return new FuzzFailure("silent", "a problem without a text");
        }

        return null;
    }

    private static string? WrongWith(ScoreEvent told, Dictionary<string, DateTimeOffset> last)
    {
        var at = told.At.ToDateTimeOffset();
        if (at < last.GetValueOrDefault(told.Match)) return $"time goes back: {at:O} after {last[told.Match]:O}";
        last[told.Match] = at;
        return null;
    }
}
