using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Fanout.Perf.Harness;

/// <summary>A process that is commanded by its standard input, and answers a line for a line.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan QuitTimeMax = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _complaints = new();

    private Child(Process process, string name)
    {
        (_process, _name) = (process, name);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_complaints)
                _complaints.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Whether it ends with its input; servers of others are told by a signal.</summary>
    private bool Commanded { get; init; }

    /// <summary>Starts a program, on some processors only if a list of them is given (as taskset takes it).</summary>
    public static Child Start(
        string name, string? processors, string program, IEnumerable<string> arguments, bool commanded = true)
    {
        // taskset becomes the program that it starts: the process id is that of what is measured.
        var start = processors is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("taskset", ["-c", processors, program, .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Repository.Root;
        return new Child(Process.Start(start)!, name) { Commanded = commanded };
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
            if (!Commanded)
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

    private HarnessException Failed(string what)
    {
        lock (_complaints)
            return new HarnessException($"{_name}: {what}\n{_complaints}");
    }
}
