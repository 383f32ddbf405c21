#!/usr/bin/env bash
apt-get update && apt-get install -y python3
