"""Measures brokers of the Kafka protocol side by side; compare.py, startup.py and scale.py are the commands.

  machine    what /proc says: processor time, memory, disk reads; touching and evicting memory
  processes  the processes and the temporary directory of one run
  protocol   a connection that speaks the wire protocol by itself
  targets    which programs are compared and how each is started
  broker     one running broker of a target
  clients    stock client tools and the probes in java/
  session    one broker through its workloads, and how a measurement is taken
  workloads  what is measured (load, latency, fleet, upkeep, coordination), and in which session
  limit      the machine's limit: programs that do nothing but move the bytes
  summary    medians over rounds, ratios, pooled histograms
  goals      what is aimed at
  table      Markdown
  chart      SVG
"""
