using System.IO.Hashing;
using System.Text;
using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>Reads games one after the other, each told whole: a record can only be understood from those before it.</summary>
/// <remarks>
/// Files are read again when Retrosheet corrects them or while they grow; what was told of a game is remembered (<see cref="MatchMemory"/>).
/// </remarks>
internal sealed class RetrosheetAdapter : IAdapter
{
    private readonly Dictionary<string, MatchMemory> _memories = new(StringComparer.Ordinal);

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var digests = new Dictionary<string, ulong>(StringComparer.Ordinal); // of the games of this reading
        foreach (var game in files.SelectMany(file => new RetrosheetGames(file, report).Read()))
        {
            var digest = DigestOf(game);
            if (!digests.TryAdd(game.Id, digest))
            {
                // Some ids stand twice in the published files, with other records.
                if (digests[game.Id] != digest)
                    report(game.Problem(ProblemKind.Contradiction, game.Line, $"game {game.Id} comes twice with different records; the first was followed"));
                continue;
            }

            if (game.PlayCount == 0) continue;
            if (!_memories.TryGetValue(game.Id, out var memory)) _memories.Add(game.Id, memory = new MatchMemory(game.MatchId));
            foreach (var told in memory.Tell(new RetrosheetTeller(game, report).Tell())) yield return told;
        }
    }

    private static ulong DigestOf(RetrosheetGame game)
    {
        var hash = new XxHash3();
        foreach (var record in game.Records)
            hash.Append(Encoding.UTF8.GetBytes($"{record.Type},{string.Join(',', record.Fields)}\n"));
        return hash.GetCurrentHashAsUInt64();
    }
}
