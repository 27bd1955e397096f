using Paceline.Bench.Pacing;

return args switch
{
    ["pacing", .. var options] => PacingBench.Run(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        ./bench pacing             the pacer against progressive dialling, a fixed ratio and VICIdial, 3 to 100 agents (about 15 minutes)
        ./bench pacing --quick     one answer rate and one limit, fewer days (under two minutes)
          --agents 3,10   --rates 0.1,0.2   --limits 0.01,0.03   --days 50   --seed 10001   --hours 8      other cells, days or seeds
          --strict                 the limit at every moment and not only when the window closes
          --disturbances           only what goes wrong: answer rates that jump, agents who leave, talk that doubles ...
          --threads 1              as many days at once (default: as many as processors)
        A table and artifacts/bench/pacing.svg; the last line of standard output is JSON.

        ./bench web                the published pages in Chromium against their bars: bytes and time of the first load and the next one, record
                                   painted after the call was given, keys answered, layout shift (about 10 minutes; needs Chromium)
        ./bench web --quick        fewer loads and records (about 5 minutes, most of it the publish)
          --loads 5   --records 100   --program PATH      other numbers, or another build of the product
        A table; the last line of standard output is JSON. Exit code 1: a bar is broken.
        """);
    return 2;
}
