using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Log.Tests;

/// <summary>Whatever is damaged in the file of an embedded log, a verification finds it and says where.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private WrittenLog _log = null!;

    private static string First => WrittenLog.First;

    private static string Second => WrittenLog.Second;

    public async ValueTask InitializeAsync() => _log = await WrittenLog.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return default;
    }

    [Fact]
    public async Task A_sound_log_has_no_findings_and_is_counted()
    {
        ReportedFindings report = await _log.VerifyAsync();

        Assert.Empty(report.Findings);
        PartitionSummary first = report.Partitions[0];
        Assert.Equal(
            (14L, 2, 2, 2, 14ul),
            (first.EntryCount, first.MatchCount, first.EpochCount, first.SnapshotCount, first.Head.Sequence));
        Assert.True(first.FirstMs <= first.LastMs);
        Assert.Equal((0L, null), (report.Partitions[1].EntryCount, report.Partitions[1].FirstMs));
    }

    [Theory]
    [InlineData("public = CAST(public || x'00' AS BLOB)")]
    [InlineData("writer = x'2a'")]
    [InlineData("key = 'another'")]
    [InlineData("content_digest = randomblob(16)")]
    [InlineData("life = 1")]
    [InlineData("retention = 1")]
    [InlineData("continues_sequence = 3")]
    public async Task A_changed_field_of_an_entry_is_found_by_its_chain_hash(string change)
    {
        await DamageEntryAsync(5, change);
        Assert.Contains((FindingKind.Chain, 5ul, First), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_flipped_byte_is_found_where_it_is_and_nowhere_else()
    {
        byte[] part = (await _log.EntriesAsync())[4].Public.ToArray();
        part[^1] ^= 0x10; // in the state hash or behind it
        await _log.DamageAsync("UPDATE entries SET public = $0 WHERE id = 5", part);

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Contains((FindingKind.Chain, 5ul, First), report.Places);
        Assert.All(report.Findings, found => Assert.Equal((0, 5ul), (found.Partition, found.Position.Sequence)));
    }

    [Fact]
    public async Task A_wrong_state_hash_is_found_with_both_hashes()
    {
        LoggedChange change = LoggedChange.Parser.ParseFrom((await _log.EntriesAsync())[4].Public.Span);
        uint right = change.StateHash;
        change.StateHash ^= 1;
        await _log.DamageAsync("UPDATE entries SET public = $0 WHERE id = 5", change.ToByteArray());

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Equal([(FindingKind.Chain, 5ul, First), (FindingKind.State, 5ul, First)], report.Places);
        Assert.Contains($"{right:x8}", report.Findings[1].Expected, StringComparison.Ordinal);
        Assert.Contains($"{right ^ 1:x8}", report.Findings[1].Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_entry_is_found_at_its_successor_and_in_its_match()
    {
        await _log.DamageAsync("DELETE FROM entries WHERE id = 4");

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Contains((FindingKind.Sequence, 5ul, First), report.Places);
        Assert.Contains("sequence 4", report.Findings[0].Expected, StringComparison.Ordinal);
        Assert.Contains((FindingKind.MatchSequence, 6ul, Second), report.Places);
    }

    [Fact]
    public async Task A_removed_end_is_found_at_the_head()
    {
        await _log.DamageAsync("DELETE FROM entries WHERE id = 14");
        Finding found = Assert.Single((await _log.VerifyAsync()).Findings, found => found.Kind == FindingKind.Sequence);
        Assert.Equal(14ul, found.Position.Sequence);
    }

    [Fact]
    public async Task Swapped_entries_are_found()
    {
        await _log.DamageAsync("UPDATE entries SET id = 999 WHERE id = 4");
        await _log.DamageAsync("UPDATE entries SET id = 4 WHERE id = 5");
        await _log.DamageAsync("UPDATE entries SET id = 5 WHERE id = 999");

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Contains((FindingKind.Chain, 4ul, First), report.Places);
        Assert.Contains((FindingKind.Chain, 5ul, Second), report.Places);
    }

    [Fact]
    public async Task A_changed_chain_hash_is_found_at_its_entry()
    {
        await DamageEntryAsync(5, "chain = randomblob(16)");
        Assert.Contains((FindingKind.Chain, 5ul, First), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_time_that_falls_is_found()
    {
        await DamageEntryAsync(8, "published_ms = 1");
        Assert.Contains((FindingKind.Time, 8ul, Second), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_key_that_stands_twice_is_found()
    {
        await DamageEntryAsync(5, "key = (SELECT key FROM entries WHERE id = 4)");
        Assert.Contains(FindingKind.Key, (await _log.VerifyAsync()).Findings.Select(found => found.Kind));
    }

    [Fact]
    public async Task An_entry_of_another_partitions_match_is_found()
    {
        string other = Enumerable.Range(0, 1000).Select(number => $"match-{number}")
            .First(id => Partitioning.Of(id, WrittenLog.PartitionCount) == 1);
        await _log.DamageAsync("UPDATE entries SET match_id = $0 WHERE id = 14", other);
        Assert.Contains((FindingKind.Place, 14ul, other), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_match_that_enters_an_epoch_without_an_opening_is_found()
    {
        await DamageEntryAsync(10, "kind = 1");
        Assert.Contains((FindingKind.MatchSequence, 10ul, Second), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task An_epoch_that_is_not_known_any_more_is_found_and_what_follows_is_read_nevertheless()
    {
        await _log.DamageAsync("DELETE FROM epochs WHERE partition = 0 AND ordinal = 0");
        ReportedFindings report = await _log.VerifyAsync();
        Assert.Contains(FindingKind.Epoch, report.Findings.Select(found => found.Kind));
        Assert.Equal(14, report.Partitions[0].EntryCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(99_999_999)]
    [InlineData(1L << 40)]
    public async Task Another_number_of_partitions_is_said_and_all_that_there_are_are_read(long count)
    {
        await _log.DamageAsync("UPDATE log SET partition_count = $0", count);

        ReportedFindings report = await _log.VerifyAsync();

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal(FindingKind.Partitions, finding.Kind);
        Assert.Equal(("a partition_count of 2, as many as the tables have", $"{count}"), (finding.Expected, finding.Found));
        Assert.Equal([14L, 0L], report.Partitions.Select(partition => partition.EntryCount));
    }

    [Fact]
    public async Task Entries_of_a_partition_without_a_record_are_missed()
    {
        await _log.DamageAsync("UPDATE entries SET id = id + (3 << 53) WHERE id = 14");

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Contains(report.Findings, static found => (found.Kind, found.Found) == (FindingKind.Partitions, "2"));
        Assert.Contains(report.Findings, static found => (found.Kind, found.Partition) == (FindingKind.Unreadable, 3));
    }

    [Fact]
    public async Task The_epoch_of_the_head_is_among_those_that_are_known()
    {
        await _log.DamageAsync("DELETE FROM epochs");

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Contains((FindingKind.Epoch, 14ul, null), report.Places);
        Assert.Equal(14, report.Partitions[0].EntryCount);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_said_to_be_missing()
    {
        await _log.ExecuteAsync("DROP TABLE epochs");

        LogStorageException failure = await Assert.ThrowsAsync<LogStorageException>(_log.VerifyAsync);

        Assert.Contains("no such table: epochs", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a table is not there", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_is_not_the_last_entry_is_found()
    {
        await _log.DamageAsync("UPDATE partitions SET chain = randomblob(16) WHERE partition = 0");
        Assert.Contains((FindingKind.Chain, 14ul, null), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_changed_field_of_a_snapshot_is_named()
    {
        byte[] part = await SnapshotPartAsync(6, First);
        MatchState state = MatchTimes.Read(part, out MatchTimes times);
        state.Score.Home += 7;
        await _log.DamageAsync(
            "UPDATE snapshot_matches SET public = $0 WHERE sequence = 6 AND match_id = $1", times.Write(state), First);

        Finding found = Assert.Single((await _log.VerifyAsync()).Findings);

        Assert.Equal((FindingKind.Snapshot, 6ul, First), (found.Kind, found.Position.Sequence, found.MatchId));
        Assert.Contains($"\"home\":{state.Score.Home}", found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_times_of_a_snapshot_are_found()
    {
        MatchState state = MatchTimes.Read(await SnapshotPartAsync(6, First), out MatchTimes times);
        byte[] later = times.Observe(state.Status, (long)times.ChangedMs! + 5).Write(state);
        await _log.DamageAsync(
            "UPDATE snapshot_matches SET public = $0 WHERE sequence = 6 AND match_id = $1", later, First);
        Assert.Equal([(FindingKind.Snapshot, 6ul, First)], (await _log.VerifyAsync()).Places);
    }

    [Theory]
    [InlineData("UPDATE snapshot_matches SET match_sequence = 2 WHERE sequence = 6 AND match_id = $0")]
    [InlineData("UPDATE snapshot_matches SET retired = 1 WHERE sequence = 6 AND match_id = $0")]
    [InlineData("UPDATE snapshot_matches SET public = x'ff' WHERE sequence = 6 AND match_id = $0")]
    [InlineData("DELETE FROM snapshot_matches WHERE sequence = 6 AND match_id = $0")]
    public async Task A_match_that_a_snapshot_has_wrongly_is_found(string sql)
    {
        await _log.DamageAsync(sql, First);
        Assert.Equal([(FindingKind.Snapshot, 6ul, First)], (await _log.VerifyAsync()).Places);
    }

    [Theory]
    [InlineData("UPDATE snapshots SET chain = randomblob(16) WHERE sequence = 6")]
    [InlineData("UPDATE snapshots SET published_ms = published_ms + 1 WHERE sequence = 6")]
    public async Task A_snapshot_that_is_not_of_its_entry_is_found(string sql)
    {
        await _log.DamageAsync(sql);
        Assert.Equal([(FindingKind.Snapshot, 6ul, null)], (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_snapshot_of_an_entry_that_the_log_does_not_have_is_found()
    {
        await _log.DamageAsync("UPDATE snapshots SET sequence = 99 WHERE sequence = 12");
        Assert.Contains((FindingKind.Snapshot, 99ul, null), (await _log.VerifyAsync()).Places);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_named_and_passed_over()
    {
        await DamageEntryAsync(5, "chain = x'00'");

        ReportedFindings report = await _log.VerifyAsync();

        Assert.Contains(
            report.Findings, found => found is { Kind: FindingKind.Unreadable, Position.Sequence: 5 });
        Assert.InRange(report.Partitions[0].EntryCount, 11, 13);
    }

    [Fact]
    public async Task A_file_that_is_half_overwritten_gives_findings_and_no_failure()
    {
        string path = Path.Combine(_log.Folder, "fanout.db");
        await using (FileStream file = File.OpenWrite(path))
        {
            file.Position = file.Length / 2;
            await file.WriteAsync(new byte[file.Length - file.Position], TestContext.Current.CancellationToken);
        }
        Assert.NotEmpty((await _log.VerifyAsync()).Findings);
    }

    private Task DamageEntryAsync(int id, string change) =>
        _log.DamageAsync($"UPDATE entries SET {change} WHERE id = {id}");

    private async Task<byte[]> SnapshotPartAsync(ulong sequence, string match)
    {
        await using var log = Sqlite.SqliteLogReader.Open(_log.Folder, TimeProvider.System);
        PartitionSnapshot? snapshot = await log.ReadSnapshotAsync(
            0, new SnapshotLimit(SequenceMax: sequence), TestContext.Current.CancellationToken);
        return snapshot!.Matches.Single(saved => saved.MatchId == match).Public.ToArray();
    }
}
