using Fanout.Cli;

var parsed = CommandLine.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("fanout --help tells what there is.");
    return ExitCode.Usage;
}
return await parsed.InvokeAsync();
