using System.CommandLine;
using Fanout.Log.Redis;

namespace Fanout.Cli.Logs;

/// <summary>Two options of which one says where a log is: in a data folder, or in Redis.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _folder;
    private readonly Option<string?> _redis;

    public PlaceOptions(string folder, string folderDescription, string redis, string redisDescription)
    {
        _folder = new Option<string?>(folder) { Description = folderDescription, HelpName = "DIR" };
        _redis = new Option<string?>(redis)
        {
            Description = $"{redisDescription}. A password may be in ${LogPlace.RedisPasswordVariable} instead",
            HelpName = "SERVERS",
        };
    }

    /// <summary>The command understands them, and insists on one.</summary>
    /// <param name="command">The command.</param>
    /// <param name="archive">An option beside which a folder cannot be, and Redis may be left out.</param>
    public void AddTo(Command command, Option<string?>? archive = null)
    {
        command.Add(_folder);
        command.Add(_redis);
        command.Validators.Add(result =>
        {
            var (folder, redis) = (result.GetValue(_folder), result.GetValue(_redis));
            if (folder is "")
                result.AddError($"{_folder.Name}: it is empty");
            var isArchive = archive is not null && result.GetValue(archive) is not null;
            if (isArchive && folder is not null)
                result.AddError($"{archive!.Name} goes with {_redis.Name} or alone: what is in {_folder.Name} is its own archive");
            else if (!isArchive && (folder is null) == (redis is null))
                result.AddError($"give {_folder.Name} or {_redis.Name}, one of the two");
            else if (redis is not null && RedisLogReader.FindFault(redis) is { } fault)
                result.AddError($"{_redis.Name} is no connection string: {fault}");
        });
    }

    public LogPlace Read(ParseResult parsed) => parsed.GetValue(_folder) is { } folder
        ? LogPlace.Folder(folder)
        : LogPlace.Redis(parsed.GetValue(_redis)!);

    /// <summary>The Redis that was named beside an archive; <see langword="null"/>: none was.</summary>
    public LogPlace? ReadBeside(ParseResult parsed) =>
        parsed.GetValue(_redis) is { } redis ? LogPlace.Redis(redis) : null;
}
