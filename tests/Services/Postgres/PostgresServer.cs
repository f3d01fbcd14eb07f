using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fanout.Services.Processes;

namespace Fanout.Services.Postgres;

/// <summary>
/// A real PostgreSQL on a free loopback port, with its data in a folder of its own; both end with it. What it has committed
/// outlives <see cref="KillAsync"/>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "archive-secret";

    private const string Role = "fanout";
    private const int StartCountMax = 5; // another process may take the port that was free a moment ago

    private const int StartAgainCountMax = 100;

    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60); // a busy machine starts slowly
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly StringBuilder _earlierLog = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("fanout-postgres-").FullName;
    private ServiceProcess? _process;

    private PostgresServer()
    {
    }

    /// <summary>On 127.0.0.1; stays the same through restarts.</summary>
    public int Port { get; private set; }

    /// <summary>As <c>--postgres</c> takes it, with its password.</summary>
    public string Connection => $"{ConnectionWithoutPassword};Password={Password}";

    public string ConnectionWithoutPassword => ConnectionBy(Port);

    public int ProcessId => _process!.Id;

    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>What the server says of itself, over all its runs.</summary>
    public string Log => _earlierLog + _process?.Output;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts one that takes connections; skips the test where there is none.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public static async Task<PostgresServer> StartAsync()
    {
        PostgresProgram.Require();
        var server = new PostgresServer();
        try
        {
            await server.CreateAsync();
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same database by another port: a door in front of it.</summary>
    public static string ConnectionBy(int port) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database=postgres;Username={Role}");

    /// <summary>As <c>kill -9</c>. Data and port stay.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Starts it again after it was killed, on the same port; returns when it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        // The children of one that was killed end by themselves, which takes a moment.
        for (var count = 1; !await TryStartAsync(); count++)
        {
            if (count == StartAgainCountMax || !Log.Contains("is still in use", StringComparison.Ordinal))
                throw DidNotStart();
            await Task.Delay(StartAgainAfter, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs SQL; a line for each row, with its columns separated by |.</summary>
    public async Task<string[]> QueryAsync(string sql)
    {
        var start = new ProcessStartInfo(PostgresProgram.PathOf("psql"))
        {
            ArgumentList =
            {
                "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
                Port.ToString(CultureInfo.InvariantCulture), "-U", Role, "-d", "postgres", "-c", sql,
            },
            Environment = { ["PGPASSWORD"] = Password },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new IOException($"psql: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasEnded: false })
            await _process.QuitAsync(); // so that it takes its shared memory with it
        await EndProcessAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CreateAsync()
    {
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, Password, TestContext.Current.CancellationToken);
        if (PostgresProgram.Runner is { } runner)
            await RunAsync(new ProcessStartInfo("chown", ["-R", runner.User, _folder]));
        await RunAsync(AsRunner(PostgresProgram.PathOf("initdb"),
        [
            "-D", Data, "-U", Role, "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--no-sync",
        ]));
    }

    private async Task StartOnFreePortAsync()
    {
        for (var count = 1; ; count++)
        {
            Port = FreePort.Next();
            if (await TryStartAsync())
                return;
            if (count == StartCountMax || !Log.Contains("Address already in use", StringComparison.Ordinal))
                throw DidNotStart();
        }
    }

    /// <returns>Whether it takes connections; otherwise its process has ended.</returns>
    private async Task<bool> TryStartAsync()
    {
        await EndProcessAsync();
        // On disk it is as durable as the machine: tests kill processes, and nobody pulls a plug.
        string[] settings =
        [
            $"port={Port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=16MB",
            "max_connections=40", "dynamic_shared_memory_type=mmap", "log_min_messages=warning",
        ];
        var arguments = settings.SelectMany(static setting => new[] { "-c", setting });
        _process = await ServiceProcess.StartAsync(AsRunner(PostgresProgram.PathOf("postgres"), ["-D", Data, .. arguments]));
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StartPatience)
        {
            if (_process.HasEnded)
                return false;
            if (await AnswersAsync())
                return true;
            await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw DidNotStart();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await QueryAsync("SELECT 1") is ["1"];
        }
        catch (IOException)
        {
            return false; // not listening yet, or not ready
        }
    }

    private async Task EndProcessAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _earlierLog.Append(_process.Output);
        _process = null;
    }

    /// <remarks>A process that becomes another user loses its signal of the parent's death, and so asks for it after.</remarks>
    private static ProcessStartInfo AsRunner(string program, IEnumerable<string> arguments)
    {
        string[] command = PostgresProgram.Runner is { } runner
            ? ["setpriv", "--reuid", runner.User, "--regid", runner.Group, "--clear-groups", "--pdeathsig", "KILL", "--", program]
            : [program];
        // Where the test runs another user may not be.
        return new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { WorkingDirectory = "/" };
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}:\n{output}{await errors}");
    }

    private InvalidOperationException DidNotStart() => new($"PostgreSQL did not start on port {Port}:\n{Log}");
}
