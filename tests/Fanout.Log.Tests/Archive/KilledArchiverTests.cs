using System.Diagnostics;
using System.Globalization;
using Fanout.Log.Archive;
using Fanout.Log.Tests.Crash;
using Fanout.Services.Postgres;
using Fanout.Services.Processes;

namespace Fanout.Log.Tests;

/// <summary>A real process archives a real log and is killed with SIGKILL, again and again, at moments that nothing prepares.</summary>
public sealed class KilledArchiverTests
{
    private const int KillCount = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Misses_no_entry_and_has_none_twice_however_often_it_is_killed()
    {
        await using ArchiveSite site = await ArchiveSite.CreateAsync();
        Hand hand = await Hand.OpenAsync(site.Log);
        for (int kill = 0; kill < KillCount; kill++)
        {
            await using ServiceProcess archiver = await StartAsync(site);
            int before = await CountAsync(site);
            int count = 0;
            while (await CountAsync(site) == before || count++ < 3)
            {
                Assert.False(archiver.HasEnded, archiver.Output);
                await ArchiveSite.AppendAsync(hand, 40);
            }
            await archiver.KillAsync();
        }

        site.StartArchiver();
        await site.ReachesAsync(hand.Position);
        Assert.Equal(hand.Sequence, (ulong)await CountAsync(site));
        var report = new ReportedFindings();
        await using LogArchive archive = await LogArchive.OpenAsync(
            site.Postgres.ConnectionWithoutPassword, PostgresServer.Password, Cancel);
        Assert.Equal(0, await archive.VerifyAsync(report, site.Log, Cancel));
        Assert.Equal((long)hand.Sequence, report.Partitions[0].EntryCount);
    }

    private static Task<ServiceProcess> StartAsync(ArchiveSite site)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] arguments = [CrashArchiver.Verb, site.Redis.EndPoint];
        return ServiceProcess.StartAsync(new ProcessStartInfo(
            program, isHost ? [typeof(Program).Assembly.Location, .. arguments] : arguments)
        {
            Environment = { [CrashArchiver.ConnectionVariable] = site.Postgres.Connection },
        });
    }

    private static async Task<int> CountAsync(ArchiveSite site)
    {
        string[] rows = await site.QueryAsync("SELECT count(*) FROM fanout.entries WHERE partition = 0");
        return rows is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 0;
    }
}
