using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Fanout.Services.Processes;

namespace Fanout.Perf.Harness;

/// <summary>A process that is commanded by its standard input, and answers a line for a line.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan QuitTimeMax = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _name;
    private readonly bool _commanded; // ends with its input; others are told by a signal
    private readonly StringBuilder _complaints = new();

    private Child(Process process, string name, bool commanded)
    {
        (_process, _name, _commanded) = (process, name, commanded);
        process.ErrorDataReceived += Keep;
        process.BeginErrorReadLine();
        if (commanded)
            return;
        process.OutputDataReceived += Keep; // a pipe that nobody reads is full some day
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program, on some processors only if a list of them is given (as taskset takes it).</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="processors">Where it runs; null: anywhere.</param>
    /// <param name="program">Its path, or its name in <c>PATH</c>.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="commanded">Whether it takes commands, and the end of its input for the last one. Others are killed,
    /// and by the kernel when this process ends, however it does.</param>
    /// <param name="environment">Variables on top of our own.</param>
    public static Child Start(
        string name,
        string? processors,
        string program,
        IEnumerable<string> arguments,
        bool commanded = true,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        // taskset becomes the program that it starts: the process id is that of what is measured.
        var start = processors is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("taskset", ["-c", processors, program, .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Repository.Root;
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        var process = commanded ? Process.Start(start)! : LifeLine.StartAsync(start).GetAwaiter().GetResult();
        return new Child(process, name, commanded);
    }

    /// <summary>
    /// Sends a command and waits for the line that begins with <paramref name="answer"/>; returns the rest.
    /// </summary>
    /// <exception cref="HarnessException">The process ended, or did not answer in time.</exception>
    public async Task<JsonObject> AskAsync(string command, string answer = "")
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await ExpectAsync(answer);
    }

    /// <summary>Waits for the line that begins with <paramref name="answer"/>; returns the JSON behind it.</summary>
    /// <exception cref="HarnessException">The process ended, or did not answer in time.</exception>
    public async Task<JsonObject> ExpectAsync(string answer)
    {
        using var late = new CancellationTokenSource(AnswerTimeMax, TimeProvider.System);
        while (true)
        {
            string? line;
            try
            {
                line = await _process.StandardOutput.ReadLineAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw Failed($"did not say \"{answer}\" within {AnswerTimeMax.TotalSeconds} s");
            }
            if (line is null)
                throw Failed($"ended before it said \"{answer}\"");
            if (!line.StartsWith(answer, StringComparison.Ordinal) || (answer.Length == 0 && line is not ['{', ..]))
                continue; // what a web server says at its start
            var json = line[answer.Length..].Trim();
            return json.Length == 0 ? [] : JsonNode.Parse(json)!.AsObject();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_commanded)
                _process.Kill(entireProcessTree: true);
            _process.StandardInput.Close(); // all that are commanded take that for "quit"
            using var late = new CancellationTokenSource(QuitTimeMax, TimeProvider.System);
            await _process.WaitForExitAsync(late.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    /// <summary>A failure that tells what the process had to say.</summary>
    public HarnessException Failed(string what)
    {
        lock (_complaints)
            return new HarnessException($"{_name}: {what}\n{_complaints}");
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_complaints)
            _complaints.AppendLine(line.Data);
    }
}
