package org.espalier.bench;

/** A group of workloads that share their servers. */
enum Family {
  MAIN,
  AGED,
  SSE,
  RPC,
  WAITING,
  COLD,
  TWO,
  H2;

  /** Starts what the family needs, measures, and ends it again. */
  void run(Options options, Report report) throws Exception {
    switch (this) {
      case MAIN -> MainWorkloads.onPostgres(options, report);
      case AGED -> Aged.run(options, report);
      case SSE -> Sse.run(options, report);
      case RPC -> RpcStreams.run(options, report);
      case WAITING -> WaitingMemory.run(options, report);
      case COLD -> ColdStart.run(options, report);
      case TWO -> TwoNodes.run(options, report);
      case H2 -> MainWorkloads.onH2(options, report);
    }
  }
}
